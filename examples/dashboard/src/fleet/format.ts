/** Numbers and instants as text. Instants are in UTC, as the vendors give them: "in two minutes" would depend on whose clock is right. */
const days = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
const instants = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', timeZone: 'UTC' });

export const day = (text: string): string => days.format(new Date(text));
export const instant = (text: string): string => `${instants.format(new Date(text))} UTC`;

const number = (value: number, digits: number): string => value.toLocaleString('en', { maximumFractionDigits: digits });

/** MB, as GB where it is a whole lot of them: 4096 is "4 GB". */
export const megabytes = (value: number): string => (value >= 1024 ? `${number(value / 1024, 1)} GB` : `${number(value, 0)} MB`);

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'] as const;

/** Bytes with three digits or fewer: "336.8 MB". */
export function bytes(value: number): string {
  const power = value < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(value) / 3));
  return `${number(value / 1000 ** power, value / 1000 ** power < 10 && power > 0 ? 1 : 0)} ${UNITS[power] ?? 'B'}`;
}

/** Seconds as the two largest units: "3 h 12 min". */
export function duration(seconds: number): string {
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

export const percent = (value: number): string => `${number(value, 1)}%`;
export const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
