/** Which process this is, and whether another one is still alive: process numbers are used again, and each container has its own. */
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { isPlainObject } from '../model/plain.ts';

/** A process, as it signs a lock. */
export interface Signature {
  readonly pid: number;
  /** When it started, in the system's ticks; empty where the system does not tell. */
  readonly started: string;
  /** The machine's start and the space of process numbers: only where both are the same does a number mean the same process. */
  readonly space: string;
  readonly host: string;
  /** What its user calls it. */
  readonly replica?: string;
  /** It has ended, and given back what it held. */
  readonly released?: true;
}

/** Signs for this process. */
export function ownSignature(replica?: string): Signature {
  return { pid: process.pid, started: startOf('self') ?? '', space: space(), host: hostname(), ...(replica !== undefined && { replica }) };
}

/** A signature that was read; undefined when it is none. */
export function signatureOf(text: string): Signature | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isPlainObject(value) || !Number.isSafeInteger(value['pid']) || (value['pid'] as number) <= 0) return undefined;
  for (const member of ['started', 'space', 'host']) if (typeof value[member] !== 'string') return undefined;
  const { replica, released } = value;
  if ((replica !== undefined && typeof replica !== 'string') || (released !== undefined && released !== true)) return undefined;
  return value as unknown as Signature;
}

/** Whether a process is alive: `unknown` where its number may mean another one here. */
export function lifeOf({ pid, started, space: where }: Signature): 'alive' | 'dead' | 'unknown' {
  if (where === '' || where !== space()) return 'unknown';
  const now = startOf(String(pid));
  if (now !== undefined && started !== '') return now === started ? 'alive' : 'dead';
  try {
    process.kill(pid, 0);
    // Its number may have been given to another one.
    return 'unknown';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH' ? 'dead' : 'unknown';
  }
}

/** `process 4711 on build-3`, or a replica's name. */
export const sayProcess = ({ pid, host, replica }: Signature): string =>
  `${replica === undefined ? '' : `replica ${replica.slice(0, 60)}, `}process ${pid} on ${host.slice(0, 60)}`;

/** The 22nd field of `stat`; the second one, in brackets, may contain anything. */
function startOf(process: string): string | undefined {
  try {
    const stat = readFileSync(`/proc/${process}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie writes no more.
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

function space(): string {
  try {
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    // Elsewhere, a machine has one space of process numbers.
    return process.platform === 'linux' ? '' : hostname();
  }
}
