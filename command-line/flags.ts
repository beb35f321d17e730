/** The values of the flags that describe a cloud and how it listens. */
import { checkLatency, type Latency } from '../cloud/latency.ts';
import type { ControlOptions } from '../cloud/listen.ts';
import { suggestion } from '../model/spelling.ts';
import { Usage } from './command.ts';

type Text<N extends string> = Readonly<Record<N, string>>;
type Perhaps<N extends string> = Readonly<Record<N, string | undefined>>;

export const port = ({ port: text }: Text<'port'>, flag = 'port'): number =>
  number(flag, text, (n) => Number.isInteger(n) && n >= 0 && n <= 65_535, 'a whole number from 0 to 65535');

export function host({ host: text }: Text<'host'>): string {
  if (text.trim() === '') throw new Usage("--host cannot be ''. Give an address, such as 127.0.0.1.");
  return text;
}

/** Where the controls listen, and their token if the environment has one; undefined without --control-port. */
export function controls(
  flags: Text<'control-host'> & Perhaps<'control-port'> & { readonly 'allow-host': readonly string[] },
  { STUNTBOX_TOKEN: token }: NodeJS.ProcessEnv,
): ControlOptions | undefined {
  const where = flags['control-host'];
  if (where.trim() === '') throw new Usage("--control-host cannot be ''. Give an address, such as 127.0.0.1.");
  if (flags['control-port'] === undefined) return undefined;
  return {
    port: port({ port: flags['control-port'] }, 'control-port'),
    host: where,
    allowedHosts: flags['allow-host'],
    ...(token !== undefined && token !== '' && { token: checkedToken(token) }),
  };
}

/** A token that fits into a header and is not easily guessed. The error does not repeat it. */
function checkedToken(token: string): string {
  if (/^[\x21-\x7e]{16,1000}$/.test(token)) return token;
  const why = token.length < 16 || token.length > 1000 ? `it has ${token.length} characters` : 'some of its characters cannot be in a header';
  throw new Usage(
    `STUNTBOX_TOKEN cannot be the token of the controls: ${why}. Give 16 to 1000 letters, digits and signs, such as the output of openssl rand -hex 32. Or leave it out, and a token is made.`,
  );
}

export function seed({ seed: text = '1' }: Perhaps<'seed'>): string | number {
  return /^\d{1,15}$/.test(text) ? Number(text) : text;
}

/** The clock of each cloud. */
export function clock({ clock: kind = 'system', speed }: Perhaps<'clock' | 'speed'>): { readonly clock: 'manual' | 'system'; readonly speed?: number } {
  if (kind !== 'system' && kind !== 'manual') throw new Usage(`There is no clock '${kind}'. Write --clock system or --clock manual.`);
  if (kind === 'manual' && speed !== undefined) throw new Usage('A manual clock has no speed. Leave out --speed, or write --clock system.');
  if (kind === 'manual') return { clock: kind };
  return { clock: kind, ...(speed !== undefined && { speed: number('speed', speed, (n) => n > 0 && n <= 1e9, 'a number above 0, up to 1,000,000,000') }) };
}

/** How long responses take, in real time. */
export function latency({ latency: text }: Perhaps<'latency'>): { readonly latency?: Latency } {
  if (text === undefined) return {};
  const [, least, most] = /^\s*(\d+)(?:\s*-\s*(\d+))?\s*$/.exec(text) ?? [];
  const given = most === undefined ? Number(least) : ([Number(least), Number(most)] as const);
  try {
    checkLatency(given);
  } catch {
    throw new Usage(`--latency cannot be '${text}'. Give milliseconds up to 60000, such as 300, or the least and the most, such as 150-400.`);
  }
  return { latency: given };
}

/** What happens to requests that depart from the contract. */
export function violations({ violations: report }: Text<'violations'>): 'record' | 'refuse' | 'off' {
  if (report === 'record' || report === 'refuse' || report === 'off') return report;
  throw new Usage(`--violations cannot be '${report}'.${suggestion(report, ['record', 'refuse', 'off'])}`);
}

/** The accepted credentials of each vendor that has any. */
export function credentials({ credential }: { readonly credential: readonly string[] }, served: readonly string[]): Record<string, readonly string[]> {
  const accepted = new Map<string, string[]>();
  for (const text of credential) {
    const mark = text.indexOf('=');
    const [vendor, value] = [text.slice(0, mark), text.slice(mark + 1)];
    // The error does not repeat the credential.
    if (mark < 1 || value === '') throw new Usage('--credential needs a vendor and what it accepts. Write --credential VENDOR=VALUE, such as vpsorg=my-token.');
    if (!served.includes(vendor)) throw new Usage(`--credential names '${vendor}', which is not served.${suggestion(vendor, served)}`);
    accepted.set(vendor, [...(accepted.get(vendor) ?? []), value]);
  }
  return Object.fromEntries(accepted);
}

export function number(flag: string, text: string, fits: (n: number) => boolean, what: string): number {
  const n = text.trim() === '' ? Number.NaN : Number(text);
  if (fits(n)) return n;
  throw new Usage(`--${flag} cannot be '${text}'. Give ${what}.`);
}
