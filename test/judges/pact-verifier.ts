/** Plays a Pact file back against the standalone server by the Pact Foundation's verifier: `node --import tsx test/judges/pact-verifier.ts vpsorg shop-vpsorg.json`. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { vendors } from '../../handlers/index.ts';
import { manualClock } from '../../model/clock.ts';
import { startServer } from '../../server/index.ts';
import { pactStates, stateChange } from '../../testing/pact/index.ts';
import type { VendorName } from '../hosts/index.ts';

const [name, file = ''] = process.argv.slice(2);
const vendor = name as VendorName;
const server = await startServer(vendors, { port: 0, clock: manualClock() });
const stateHandlers = pactStates(server.cloud, { vendor: vendors[vendor] });
const states = createServer(stateChange(stateHandlers));
await new Promise<void>((resolve) => states.listen(0, '127.0.0.1', resolve));
const options = { provider: vendor, providerBaseUrl: `${server.url}/${vendor}`, pactUrls: [file], logLevel: 'error' };
// The verifier's packages are not the project's, and have no types here.
const load = (path: string): Promise<unknown> => import(`./node_modules/@pact-foundation/${path}`);
try {
  if (vendor === 'evotic') {
    // @pact-foundation/pact passes a form on as JSON (its proxy: src/dsl/verifier/proxy/parseBody.ts), so that its core verifies without it.
    const { default: core } = (await load('pact-core/src/index.js')) as { default: { default: { verifyPacts(options: object): Promise<unknown> } } };
    await core.default.verifyPacts({ ...options, providerStatesSetupUrl: `http://127.0.0.1:${(states.address() as AddressInfo).port}/` });
  } else {
    const { Verifier } = (await load('pact/src/index.js')) as { Verifier: new (options: object) => { verifyProvider(): Promise<unknown> } };
    await new Verifier({ ...options, stateHandlers }).verifyProvider();
  }
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
} finally {
  states.close();
  await server.close();
}
