/** Checks the options of `cloud.listen()`, which may come from JavaScript or the command line, before anything listens. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { checkListening, type Certificate, type ControlOptions, type ListenOptions } from '../cloud/listen.ts';
import { suggestion } from '../model/spelling.ts';
import { notAnOrigin } from './cors.ts';
import { unmatchable } from './host.ts';
import { plainPath } from './prefix.ts';

/** Returns what to give instead of a value, or undefined if the value fits. */
type Rule = (value: unknown) => string | undefined;

const rule =
  (fits: (value: unknown) => boolean, what: string): Rule =>
  (value) =>
    fits(value) ? undefined : what;

const wholeFrom = (value: unknown, least: number, most: number): boolean => Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
const isList = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every((one) => typeof one === 'string');

const BYTES = rule((value) => wholeFrom(value, 0, Number.MAX_SAFE_INTEGER), 'a whole number of bytes');
const COUNT = rule((value) => wholeFrom(value, 1, Number.MAX_SAFE_INTEGER), 'a whole number from 1');
const FLAG = rule((value) => typeof value === 'boolean', 'true or false');

const RULES: Readonly<Record<keyof ListenOptions, Rule>> = {
  port: rule((value) => wholeFrom(value, 0, 65_535), 'a whole number from 0 to 65535'),
  host: rule((value) => typeof value === 'string' && value !== '', "an address, such as '127.0.0.1'"),
  allowedHosts: rule(isList, 'a list of names'),
  cors: rule((value) => isList(value) && value.length <= MOST_ORIGINS, 'a list of at most 100 origins'),
  corsCredentials: FLAG,
  prefix: rule((value) => typeof value === 'string' && plainPath(value.replace(/\/$/, '')), "a path, such as '/mocks'"),
  tls: rule(isPair, 'the texts of a certificate and its key: { cert, key }'),
  largestBody: BYTES,
  mostBytes: BYTES,
  mostConnections: COUNT,
  mostWaiting: COUNT,
  why: FLAG,
  onBug: rule((value) => typeof value === 'function', 'a function'),
  control: rule((value) => typeof value === 'object' && value !== null && !Array.isArray(value), 'an object, such as { port: 0 }'),
};

const FEW = rule((value) => wholeFrom(value, 1, 100_000), 'a whole number from 1 to 100000');

const CONTROL_RULES: Readonly<Record<keyof ControlOptions, Rule>> = {
  port: RULES.port,
  host: RULES.host,
  // A header can contain nothing else.
  token: rule((value) => typeof value === 'string' && /^[\x21-\x7e]{16,1000}$/.test(value), 'at least 16 characters, without spaces'),
  allowedHosts: RULES.allowedHosts,
  largestBody: BYTES,
  connections: FEW,
  waiting: FEW,
  watchers: FEW,
};

const MOST_ORIGINS = 100;

/** @throws {Error} that names the invalid option and, for an unknown one, the closest match. */
export function checkListenOptions(options: ListenOptions): void {
  checkListening('listen', options);
  checkEach(options, RULES, '');
  const { allowedHosts = [], cors = [], corsCredentials, tls, control } = options;
  if (control) checkEach(control, CONTROL_RULES, 'control.');
  for (const name of allowedHosts) refuse('allowedHosts', name, unmatchable(name));
  for (const name of control?.allowedHosts ?? []) refuse('control.allowedHosts', name, unmatchable(name));
  for (const origin of cors) refuse('cors', origin, notAnOrigin(origin));
  if (corsCredentials === true && cors.length === 0) throw new Error('The option corsCredentials has no effect without origins. Give the option cors as well.');
  if (tls) checkCertificate(tls);
}

function checkEach(options: object, rules: Readonly<Record<string, Rule>>, within: string): void {
  for (const [name, value] of Object.entries(options) as [string, unknown][]) {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (!rule) throw new Error(`There is no option '${within}${name}' to listen with.${suggestion(name, Object.keys(rules))}`);
    const instead = value === undefined ? undefined : rule(value);
    if (instead !== undefined) throw new Error(`The option ${within}${name} cannot be ${name === 'token' ? 'that' : shown(value)}. Give ${instead}.`);
  }
}

function refuse(option: string, value: string, instead: string | undefined): void {
  if (instead !== undefined) throw new Error(`The option ${option} cannot contain '${value.slice(0, 253)}'. Give ${instead}.`);
}

function isPair(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { cert, key, ...others } = value as Partial<Certificate>;
  return typeof cert === 'string' && typeof key === 'string' && Object.keys(others).length === 0;
}

/** @throws {Error} when the certificate or the key cannot be read, or do not belong together. The key is not repeated. */
function checkCertificate({ cert, key }: Certificate): void {
  const certificate = read('cert', 'a certificate', cert, (text) => new X509Certificate(text));
  const privateKey = read('key', 'a private key without a passphrase', key, (text) => createPrivateKey(text));
  if (!certificate.checkPrivateKey(privateKey))
    throw new Error('The option tls.key is not the key of the certificate in tls.cert. Give the two that belong together.');
}

function read<T>(member: string, what: string, text: string, reader: (text: string) => T): T {
  try {
    return reader(text);
  } catch (error) {
    // Somebody gave a path.
    const path = /^[^\n-]{1,500}$/.test(text) ? ' It is the text itself, not the path of a file.' : '';
    throw new Error(`The option tls.${member} is not ${what}. Give it as PEM text, which starts with -----BEGIN.${path}`, { cause: error });
  }
}

const shown = (value: unknown): string => (typeof value === 'string' ? `'${value}'` : typeof value === 'number' ? String(value) : `of type ${typeof value}`);
