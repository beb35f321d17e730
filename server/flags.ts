/** The values of the flags that describe a cloud and how it listens. */
import { liveClock, manualClock, type Clock } from '../model/clock.ts';
import { suggestion } from '../model/spelling.ts';
import { Usage } from './command.ts';

type Text<N extends string> = Readonly<Record<N, string>>;
type Perhaps<N extends string> = Readonly<Record<N, string | undefined>>;

export const port = ({ port: text }: Text<'port'>): number =>
  number('port', text, (n) => Number.isInteger(n) && n >= 0 && n <= 65_535, 'a whole number from 0 to 65535');

export function host({ host: text }: Text<'host'>): string {
  if (text.trim() === '') throw new Usage("--host cannot be ''. Give an address, such as 127.0.0.1.");
  return text;
}

export function seed({ seed: text = '1' }: Perhaps<'seed'>): string | number {
  return /^\d{1,15}$/.test(text) ? Number(text) : text;
}

/** The clock, which starts at the link's time if there is a link. */
export function clock({ clock: kind, speed }: Text<'clock'> & Perhaps<'speed'>, from: number | undefined): Clock {
  if (kind !== 'system' && kind !== 'manual') throw new Usage(`There is no clock '${kind}'. Write --clock system or --clock manual.`);
  if (kind === 'manual' && speed !== undefined) throw new Usage('A manual clock has no speed. Leave out --speed, or write --clock system.');
  if (kind === 'manual') return manualClock();
  return liveClock({ speed: speed === undefined ? 1 : number('speed', speed, (n) => n > 0 && n <= 1e9, 'a number above 0, up to 1,000,000,000'), start: from });
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

function number(flag: string, text: string, fits: (n: number) => boolean, what: string): number {
  const n = text.trim() === '' ? Number.NaN : Number(text);
  if (fits(n)) return n;
  throw new Usage(`--${flag} cannot be '${text}'. Give ${what}.`);
}
