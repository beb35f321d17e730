/** Runs before each test file (jest.config.json): every answer of the whole suite is held to its contract by ajv. */
import { watchers } from '../../request/serve.ts';
import { hold } from '../../testing/vendor/hold.ts';

watchers.add((vendor, answer) => {
  // The answer itself: the journal shortens a long body.
  // What a fault spoilt is not the vendor's, and need not be as documented.
  if (!answer.spoilt) hold(vendor.contract, answer.exchange, answer.reply);
});
