/** Plays a Pact file back against `stuntbox serve` by the Pact Foundation's verifier, which sets the provider states through the controls: `node --import tsx test/judges/pact-verifier.ts vpsorg shop-vpsorg.json`. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vendors } from '../../handlers/index.ts';
import { connect } from '../../control/client/index.ts';
import { pactStates, stateChange } from '../../testing/pact/index.ts';
import type { VendorName } from '../hosts/index.ts';

const [name, file = ''] = process.argv.slice(2);
const vendor = name as VendorName;
const ready = join(mkdtempSync(join(tmpdir(), 'stuntbox-pact-')), 'ready.json');
const server = spawn(
  process.execPath,
  ['dist/command-line/bin.js', 'serve', '--port', '0', '--clock', 'manual', '--control-port', '0', '--ready-file', ready],
  {
    stdio: ['ignore', 'pipe', 'inherit'],
  },
);
// The file is written before the line that says where it serves.
await new Promise<void>((resolve, reject) => {
  server.stdout.on('data', () => existsSync(ready) && resolve());
  server.once('exit', (code) => reject(new Error(`stuntbox serve ended with ${code}.`)));
});
const { url, control, token } = JSON.parse(readFileSync(ready, 'utf8')) as { url: string; control: string; token: string };
const cloud = await connect({ url: control, token });
const stateHandlers = pactStates(cloud, { vendor: vendors[vendor], url: `${url}/${vendor}` });
const states = createServer(stateChange(stateHandlers));
await new Promise<void>((resolve) => states.listen(0, '127.0.0.1', resolve));
const options = { provider: vendor, providerBaseUrl: `${url}/${vendor}`, pactUrls: [file], logLevel: 'error' };
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
  server.kill('SIGINT');
}
