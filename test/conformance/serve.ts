/** Stands in for handlers/serve.ts in every test (jest.config.json): the same, and each reply of the whole suite is held to the contract. */
import { refuse as actualRefuse, serve as actualServe, type Answer } from '../../handlers/serve.ts';
import type { Ledger } from '../../handlers/account.ts';
import { hold } from './hold.ts';

export { evidence, type Answer, type Venue } from '../../handlers/serve.ts';

const held = ({ provider }: Ledger, answer: Answer): Answer => {
  // The answer itself: the journal shortens a long body.
  // What a fault spoilt is not the vendor's, and need not be as documented.
  if (!answer.spoilt) hold(provider.contract, answer.exchange, answer.reply);
  return answer;
};

export const serve: typeof actualServe = (venue, ledger, accepts, request) => held(ledger, actualServe(venue, ledger, accepts, request));
export const refuse: typeof actualRefuse = (venue, ledger, problem, request) => held(ledger, actualRefuse(venue, ledger, problem, request));
