/**
 * Free ports for programs that have to be told theirs.
 * Law: none is of those that the system gives to connections by itself. So nobody takes a port while whoever listens there is down.
 */
import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';

/** The ports from the first, up to the second, which is not one of them. */
const [FIRST, END] = [10_000, Math.max(12_000, Math.min(32_768, systemsFirst()))];

/** The first port that the system gives to connections. */
function systemsFirst(): number {
  try {
    return Number.parseInt(readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'latin1'), 10);
  } catch {
    return 32_768;
  }
}

/** Free ports; all are open at once, so that no two are the same. */
export async function freePorts(many: number): Promise<number[]> {
  const found: (readonly [port: number, server: Server])[] = [];
  while (found.length < many) {
    const port = randomInt(FIRST, END);
    const server = createServer();
    const open = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true));
    });
    if (open) found.push([port, server]);
  }
  await Promise.all(found.map(([, server]) => new Promise((resolve) => server.close(resolve))));
  return found.map(([port]) => port);
}

/** One that is free. */
export async function freePort(): Promise<number> {
  const [port = 0] = await freePorts(1);
  return port;
}
