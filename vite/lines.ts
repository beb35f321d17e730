/** The lines at the start, in the style of Vite's own. */
import { styleText } from 'node:util';

const COLOURS = process.stdout.isTTY && !process.env['NO_COLOR'];

const paint = (style: Parameters<typeof styleText>[0], text: string): string => (COLOURS ? styleText(style, text, { validateStream: false }) : text);

/** A line of an address: `➜  stuntbox: http://localhost:5173/__stuntbox/`. */
export function addressLine(name: string, url: string, more = ''): string {
  const shown = url.replace(/:(\d+)(?=\/|$)/, (_, port: string) => `:${paint('bold', port)}`);
  return `  ${paint('green', '➜')}  ${paint('bold', name)}: ${paint('cyan', shown)}${more === '' ? '' : ` ${paint('dim', more)}`}`;
}

/** Where the vendors are: `vpsorg at /api/vpsorg, puregpu at /api/gpu`. */
export const vendorsAt = (origins: ReadonlyMap<string, string>): string => `(${Array.from(origins, ([vendor, path]) => `${vendor} at ${path}`).join(', ')})`;
