/** A request of the journal as a command for a shell: what is redacted there is a variable here. */
import type { Exchange } from './connection.ts';

/** Headers that curl writes itself. */
const OWN = new Set(['host', 'content-length', 'connection', 'accept-encoding', 'transfer-encoding', 'user-agent']);

/**
 * Writes an exchange as a curl command. Nothing in it is run by the shell but curl: every value is quoted.
 * @param origin where requests to the vendor go.
 * @param page the page's own origin, for a vendor that is at a path of it.
 */
export function curlOf({ request }: Pick<Exchange, 'request'>, origin: string, page: string): string {
  const { method, path, query, headers, body } = request;
  // A server that was asked by a name of its own is asked there again; a cloud in the page, where the vendor is.
  const host = headers['host'];
  const url = host !== undefined ? `http://${host}` : /^https?:/.test(origin) && URL.canParse(origin) ? new URL(origin).origin : page;
  const lines = [`curl${method === 'GET' ? '' : ` -X ${quoted(method)}`} ${quoted(url + path + (query === '' ? '' : `?${query}`))}`];
  for (const [name, value] of Object.entries(headers)) if (!OWN.has(name.toLowerCase())) lines.push(`-H ${withToken(name, value)}`);
  if (body !== null && body !== '') lines.push(`--data-raw ${quoted(body)}`);
  return lines.join(' \\\n  ');
}

const REDACTED = '[redacted]';

/** A header, with `$TOKEN` in place of what the journal does not tell. A credential that had a scheme needs it again. */
function withToken(name: string, value: string): string {
  if (!value.includes(REDACTED)) return quoted(`${name}: ${value}`);
  return value
    .split(REDACTED)
    .map((part, index) => quoted(index === 0 ? `${name}: ${part}` : part))
    .join('"$TOKEN"')
    .replace(/''$/, '');
}

/** A word that the shell takes as it is. What controls a terminal, where the command is pasted, is written as octal numbers. */
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`).replaceAll(CONTROLS, (found) => `'"$(printf '${octal(found)}')"'`)}'`;
// eslint-disable-next-line no-control-regex
const CONTROLS = /[\u0001-\u0008\u000b-\u001f\u007f-\u009f]+/g;
const octal = (text: string): string => Array.from(new TextEncoder().encode(text), (byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
