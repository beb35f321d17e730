/** The flags of who may call the server, and how: origins, a prefix and a certificate. `cloud.listen()` checks their values. */
import { readFileSync } from 'node:fs';
import type { ListenOptions } from '../cloud/listen.ts';
import { checkListenOptions } from '../server/listen-options.ts';
import { Usage, type FlagTable, type FlagValues } from './command.ts';

export const LISTEN_FLAGS = {
  cors: { type: 'string', multiple: true, value: 'ORIGIN', help: 'let pages of this origin call the server, such as http://localhost:5173; can be repeated' },
  'cors-credentials': { type: 'boolean', help: 'let these pages send cookies and other credentials of the browser' },
  prefix: { type: 'string', value: '/mocks', help: 'the path at which a proxy serves the server, so that redirects stay below it' },
  'tls-cert': { type: 'string', value: 'cert.pem', help: 'serve HTTPS with this certificate' },
  'tls-key': { type: 'string', value: 'key.pem', help: 'the private key of the certificate' },
} as const satisfies FlagTable;

/** The options that these flags stand for. */
export function listeningBy(flags: FlagValues<typeof LISTEN_FLAGS>): Pick<ListenOptions, 'cors' | 'corsCredentials' | 'prefix' | 'tls'> {
  const { cors, 'cors-credentials': corsCredentials, prefix, 'tls-cert': cert, 'tls-key': key } = flags;
  if (corsCredentials && cors.length === 0) throw new Usage('--cors-credentials has no effect without origins. Give --cors ORIGIN as well.');
  if ((cert === undefined) !== (key === undefined))
    throw new Usage(`HTTPS needs a certificate and its key. Give ${cert === undefined ? '--tls-cert' : '--tls-key'} as well.`);
  return {
    ...(cors.length > 0 && { cors, corsCredentials }),
    ...(prefix !== undefined && { prefix }),
    ...(cert !== undefined && key !== undefined && { tls: { cert: read('tls-cert', cert), key: read('tls-key', key) } }),
  };
}

/** What the options of `cloud.listen()` are called on the command line. */
const FLAG_OF: ReadonlyMap<string, string> = new Map([
  ['allowedHosts', 'allow-host'],
  ['cors', 'cors'],
  ['prefix', 'prefix'],
  ['tls.cert', 'tls-cert'],
  ['tls.key', 'tls-key'],
]);

/**
 * Checks the options to listen with before anything else is done.
 * @throws {Usage} that names the flag, not the option.
 */
export function checkByFlag(options: ListenOptions): void {
  try {
    checkListenOptions(options);
  } catch (error) {
    const named = (whole: string, option: string): string => (FLAG_OF.has(option) ? `--${FLAG_OF.get(option)}` : whole);
    throw new Usage((error as Error).message.replace(/^The option ([\w.]+)/, named), { cause: error });
  }
}

function read(flag: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new Usage(`--${flag}: cannot read ${path} (${(error as NodeJS.ErrnoException).code ?? 'unknown error'}). Give the path of a PEM file.`, {
      cause: error,
    });
  }
}
