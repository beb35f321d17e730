/** Prism as a proxy before a server: what it finds in an exchange, in either direction. */
import type { Asked } from '../hosts/index.ts';
import { freePort, start } from './tool.ts';

interface Violation {
  readonly location: readonly string[];
  readonly severity: string;
  readonly message: string;
}

export interface Prism {
  violations(asked: Asked): Promise<string[]>;
  close(): void;
}

/** Starts Prism with a document before the server at a URL. */
export async function prismBefore(document: string, upstream: string): Promise<Prism> {
  const port = await freePort();
  const child = await start('prism', ['proxy', document, upstream, '--port', String(port)], /is listening on/);
  return {
    async violations({ method, path, headers, body }) {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, headers, ...(body !== undefined && { body }), redirect: 'manual' });
      await response.arrayBuffer();
      const found = JSON.parse(response.headers.get('sl-violations') ?? '[]') as Violation[];
      return found.map(({ location, severity, message }) => `${severity} ${location.join('.')}: ${message}`);
    },
    close: () => void child.kill(),
  };
}
