/** What a test script in any language does: it starts the standalone server, asks it, and ends it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

const server = spawn(process.execPath, ['node_modules/stuntbox/dist/command-line/bin.js', 'serve', 'vpsorg', '--port', '0', '--quiet'], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const [line] = await once(server.stdout, 'data');
const [url] = /http:\S+/.exec(String(line)) ?? [];
await fetch(`${url}/vpsorg/plans/`, { headers: { authorization: 'Bearer token' } });
server.kill(process.argv[2]);
await once(server, 'exit');
