/** Asks as the vendor's own shell tools do: words for a path, POST for everything, text as octet-stream, uploads in gzip chunks. */
import { gzipSync } from 'node:zlib';

type Fetch = (input: string, init: RequestInit) => Promise<Response | undefined>;

/** The length of the upload tool's chunks, and of the download tool's reads. */
export const CHUNK = 4 * 1024 * 1024;

export function shell(fetch: Fetch, url: string) {
  const authorization = `Basic ${btoa('2164ce57-591a-43ee-ade5-e2fe0ee13c3f:SECRET')}`;
  const send = async (method: string, path: string, headers: Readonly<Record<string, string>>, body?: string | Uint8Array): Promise<Response> => {
    const response = await fetch(`${url}/${path}`, { method, headers: { authorization, accept: '*/*', ...headers }, body: (body ?? '') as BodyInit });
    if (!response) throw new Error('Nobody there.');
    if (!response.ok) throw new Error(`curl: (22) The requested URL returned error: ${response.status} ${response.headers.get('x-elastic-error')}`);
    return response;
  };
  /** `eh('drives', UUID, 'info')`, without data. */
  const eh = async (...words: string[]): Promise<string> => (await send('POST', words.join('/'), { 'content-type': 'text/plain' })).text();

  return {
    eh,
    /** With `-c`: the configuration as text. */
    configure: async (words: readonly string[], configuration: string): Promise<string> =>
      (await send('POST', words.join('/'), { 'content-type': 'application/octet-stream' }, configuration)).text(),
    /** Creates a drive as large as the bytes, and gives its UUID. */
    async upload(name: string, bytes: Uint8Array): Promise<string> {
      const created = await send('POST', 'drives/create', { 'content-type': 'text/plain' }, `name ${name}\nsize ${bytes.length}`);
      const drive = /^drive (\S+)$/m.exec(await created.text())?.[1];
      if (drive === undefined) throw new Error('No line with the drive.');
      for (let offset = 0; offset < bytes.length; offset += CHUNK) {
        const chunk = new Uint8Array(gzipSync(bytes.subarray(offset, offset + CHUNK)));
        await send('POST', `drives/${drive}/write/${offset}`, { 'content-type': 'application/octet-stream', 'content-encoding': 'gzip' }, chunk);
      }
      return drive;
    },
    async download(drive: string, length: number): Promise<Uint8Array> {
      const whole = new Uint8Array(length);
      for (let offset = 0; offset < length; offset += CHUNK) {
        const response = await fetch(`${url}/drives/${drive}/read/${offset}/${Math.min(CHUNK, length - offset)}`, {
          headers: { authorization, accept: '*/*' },
        });
        whole.set(new Uint8Array(await (response as Response).arrayBuffer()), offset);
      }
      return whole;
    },
  };
}
