/** The Drone Autoscaler's document, of its server endpoints. It prints types where others print values. */
import { expect } from '@jest/globals';
import type { Asked } from '../hosts/index.ts';
import type { Example } from './index.ts';

const ask = (method: string, path: string): Asked => ({ method, path, headers: { Authorization: 'Bearer YOUR_TOKEN' } });

const SERVER = `{
    "id": "string",
    "provider": "string",
    "state": "string",
    "name": "string",
    "image": "string",
    "region": "string",
    "size": "string",
    "address": "string",
    "capacity": "number",
    "secret": "string",
    "error": "string",
    "ca_key": "string",
    "ca_cert": "string",
    "ca_cert": "string",
    "tls_key": "string",
    "tls_cert": "string",
    "created": "number",
    "updated": "number",
    "started": "number",
    "stopped": "number"
}`;

type Typed = Readonly<Record<string, unknown>>;

/** Each printed member is there, of the printed type, in the printed order; `platform` is not printed. */
function asPrinted(printed: Typed, answered: Typed): void {
  const { platform, ...rest } = answered;
  expect(platform).toBe('');
  expect(Object.entries(rest).map(([member, value]) => [member, typeof value])).toEqual(Object.entries(printed));
}

/** Before there is an instance, the four certificates are null, which the document does not say. */
function withoutInstance({ ca_key, ca_cert, tls_key, tls_cert, ...printed }: Typed, answered: Typed): void {
  expect([ca_key, ca_cert, tls_key, tls_cert]).toEqual(['string', 'string', 'string', 'string']);
  expect(answered).toMatchObject({ ca_key: null, ca_cert: null, tls_key: null, tls_cert: null });
  asPrinted(printed, Object.fromEntries(Object.entries(answered).filter(([, value]) => value !== null)));
}

export const drone: readonly Example[] = [
  { heading: 'Find a Server', request: ask('GET', '/api/servers/agent-F8k8oMUP'), status: 200, body: SERVER, but: asPrinted },
  {
    heading: 'List All Servers',
    request: ask('GET', '/api/servers'),
    status: 200,
    body: `[\n${SERVER}\n]`,
    but([printed]: readonly [Typed], answered: readonly Typed[]) {
      expect(answered).toHaveLength(2);
      for (const server of answered) asPrinted(printed, server);
    },
  },
  { heading: 'Provision a Server', request: ask('POST', '/api/servers'), status: 200, body: SERVER, but: withoutInstance },
  {
    heading: 'Terminate a Server',
    request: ask('DELETE', '/api/servers/agent-F8k8oMUP'),
    status: 200,
    // No body is printed: it is the server.
    but: (_: unknown, answered: Typed) => {
      asPrinted(JSON.parse(SERVER) as Typed, answered);
      expect(answered.state).toBe('shutdown');
    },
  },
  {
    heading: 'Terminate a Server, by force',
    request: ask('DELETE', '/api/servers/agent-Zo6CqNwK?force=true'),
    status: 204,
    body: null,
  },
];
