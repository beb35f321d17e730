/** `stuntbox verify`: holds the replies of a real API, or any server, to a vendor's contract. */
import { setTimeout as wait } from 'node:timers/promises';
import { credentialHeader } from '../../request/credential.ts';
import { command, Usage } from '../command.ts';
import { ONE_VENDOR_FLAG, oneVendor } from '../one-vendor.ts';
import { table } from '../columns.ts';
import { verifyServer, type Verification } from '../verify/verify.ts';

/** The environment variable with the credential, which is not in the list of processes. */
const CREDENTIAL = 'STUNTBOX_CREDENTIAL';

export const verify = command({
  usage: 'verify URL --vendor NAME',
  flags: {
    ...ONE_VENDOR_FLAG,
    credential: { type: 'string', value: 'VALUE', help: `the key, USER:PASSWORD or token; better in the environment, as ${CREDENTIAL}` },
    most: { type: 'string', default: '3', value: '3', help: 'how many items of its lists are asked for, for each operation' },
    pause: { type: 'string', default: '250', value: '250', help: 'the least time between two requests, in milliseconds' },
    timeout: { type: 'string', default: '10', value: '10', help: 'how many seconds a reply may take' },
    json: { type: 'boolean', help: 'print JSON' },
  },
  more: `Sends GET requests only, one at a time, and follows no redirect. The exit code is 1 if a reply departs from the contract.
For example: ${CREDENTIAL}=… stuntbox verify https://admin.vps.org/api/v1 --vendor vpsorg`,
  async run({ vendor, credential = process.env[CREDENTIAL], most, pause, timeout, json }, [url, ...others]) {
    if (url === undefined || others.length > 0) throw new Usage('Give the URL of the API: stuntbox verify https://admin.vps.org/api/v1 --vendor vpsorg.');
    const provider = await oneVendor('verify', [], vendor, 'verify URL --vendor NAME');
    const base = baseOf(url);
    const found = await verifyServer(provider, base, {
      headers: credential === undefined ? {} : credentialHeader(provider, credential),
      most: number('most', most, 1, 1_000),
      pause: number('pause', pause, 0, 60_000),
      timeout: number('timeout', timeout, 1, 600) * 1000,
      wait: (ms) => wait(ms),
    });
    process.stdout.write(json ? `${JSON.stringify(found, null, 2)}\n` : printed(found, base));
    return found.drift.length > 0 || found.compared.length === 0 ? 1 : 0;
  },
});

/** The base of the API. A password in the URL would be in the list of processes, and in a message. */
function baseOf(text: string): URL {
  const wrong = (why: string): Usage => new Usage(`${why} Give the URL under which the API's paths begin, such as https://admin.vps.org/api/v1.`);
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw wrong('The URL cannot be read.');
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw wrong(`The URL begins with ${url.protocol}, not with http: or https:.`);
  if (url.username !== '' || url.password !== '') throw wrong(`The URL has a credential. Pass it as ${CREDENTIAL}.`);
  if (url.search !== '' || url.hash !== '') throw wrong('The URL has a query or a fragment.');
  return url;
}

function number(flag: string, text: string, least: number, most: number): number {
  if (/^\d{1,6}$/.test(text) && Number(text) >= least && Number(text) <= most) return Number(text);
  throw new Usage(`--${flag} cannot be '${text.slice(0, 40)}'. Give a whole number from ${least} to ${most}.`);
}

function printed({ vendor, compared, drift, notCompared }: Verification, base: URL): string {
  const operations = new Set(compared.map(({ operation }) => operation)).size;
  const head = `${vendor} at ${base.host}: ${compared.length} replies of ${operations} operations compared, ${drift.length === 0 ? 'no drift' : `${drift.length} departure${drift.length === 1 ? '' : 's'}`}.\n`;
  const rows = drift.map(({ operation, status, kind, place, expected, found }) => [operation, String(status), kind, place, expected, found]);
  const missed = notCompared.map(({ operation, because }) => [operation, because]);
  return [
    head,
    ...(rows.length > 0 ? ['\n', table(['OPERATION', 'STATUS', 'DRIFT', 'WHERE', 'CONTRACT', 'SERVER'], rows)] : []),
    ...(missed.length > 0 ? ['\n', table(['NOT COMPARED', 'BECAUSE'], missed)] : []),
  ].join('');
}
