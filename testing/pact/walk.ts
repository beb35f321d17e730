/**
 * Which states were in force before each exchange: the steps of the cloud's link, walked along in a cloud of their own.
 * Law: nothing is guessed. Steps that stand at one instant are ordered by trying: the states of an exchange are those from which its reply comes out again.
 */
import type { AskedStep, Link, Step } from '../../cloud/link.ts';
import { coreOf } from '../../cloud/inside.ts';
import { openCloud } from '../../cloud/open.ts';
import type { Providers } from '../../cloud/options.ts';
import { manualClock } from '../../model/clock.ts';
import type { Exchange } from '../../model/journal.ts';
import type { AnyProvider } from '../../vendor/provider.ts';
import type { PlainRequest } from '../../vendor/wire.ts';
import type { ProviderState } from './pact.ts';
import { fresh, passed, stateOf } from './states.ts';

/** The states before one exchange; undefined when its reply comes out of none that is known. */
export type StatesOf = (exchange: Exchange, request: PlainRequest) => readonly ProviderState[] | undefined;

/**
 * Walks along a link. The exchanges must be given in their order.
 * @param repeated how a request that changed something is sent again.
 */
export function walkAlong(link: Link, provider: AnyProvider, repeated: (step: AskedStep) => PlainRequest): StatesOf {
  const { name } = provider;
  const settings = (link.settings as Readonly<Record<string, object>> | undefined)?.[name];
  const cloud = openCloud<Providers>(
    { [name]: provider },
    { clock: manualClock(link.start), seed: link.seed, journal: 1, ...(settings && { settings: { [name]: settings } }) },
  );
  const states: ProviderState[] = [fresh(link, name)];
  // What is done to other vendors of the cloud is no state of this one.
  const steps = (link.steps ?? []).filter((step) => stateOf(step, provider) !== undefined);
  let next = 0;

  const moveTo = (at: number): void => {
    const ms = at - cloud.clock.now();
    if (ms <= 0) return;
    cloud.clock.advance(ms);
    states.push(passed(ms));
  };
  const take = (step: Step): void => {
    moveTo(step.at);
    next += 1;
    const state = stateOf(step, provider);
    if (state) states.push(state);
    if ('play' in step) cloud.play(step.play);
    else if ('fault' in step) cloud.faults.add(step.fault);
    else if ('sequence' in step) cloud.faults.sequence(step.sequence.vendor, step.sequence.on, step.sequence.turns);
    else if ('clear' in step) cloud.faults.clear();
    else if ('counts' in step) coreOf(cloud).faults.setCounts(step.counts);
    else cloud.serve(name, repeated(step));
  };
  /** Whether the reply comes out again from the state that the walk has come to. */
  const comesOut = ({ at, reply }: Exchange, request: PlainRequest): boolean => {
    const again = cloud.at(Math.max(at, cloud.clock.now())).serve(name, request).exchange.reply;
    return again?.status === reply?.status && again?.body === reply?.body;
  };

  return (exchange, request) => {
    for (;;) {
      const step = steps[next];
      const own = step !== undefined && isStepOf(step, exchange);
      if (comesOut(exchange, own ? repeated(step) : request)) {
        const ms = exchange.at - cloud.clock.now();
        const found = [...states, ...(ms > 0 ? [passed(ms)] : [])];
        if (own) take(step);
        return found;
      }
      if (step === undefined || step.at > exchange.at || own) {
        if (own) take(step);
        return undefined;
      }
      take(step);
    }
  };
}

/** Whether a step is the request of an exchange. */
const isStepOf = (step: Step, { at, vendor, request }: Exchange): step is AskedStep =>
  'ask' in step && step.at === at && step.ask === vendor && step.method === request.method && request.path.endsWith(step.path);
