/** How two things are compared on a noisy machine: in turn, many times, and by the median. */

import { readFileSync } from 'node:fs';

/** Microseconds a call, the median of the rounds. */
export interface Measured {
  readonly name: string;
  readonly micros: number;
}

/** Runs each thing in turn, round after round, so that what disturbs one disturbs all; each round lasts some milliseconds. */
export async function compare(things: Readonly<Record<string, () => unknown>>, { rounds = 15, milliseconds = 120 } = {}): Promise<Record<string, number>> {
  const names = Object.keys(things);
  const times: Record<string, number[]> = Object.fromEntries(names.map((name) => [name, []]));
  // The first round only warms up.
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of names) {
      const micros = await perCall(things[name] as () => unknown, milliseconds);
      if (round > 0) times[name]?.push(micros);
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(times[name] ?? [])]));
}

async function perCall(run: () => unknown, milliseconds: number): Promise<number> {
  let calls = 0;
  const began = processorTime();
  let passed = 0;
  while (passed < milliseconds * 1000) {
    for (let i = 0; i < 20; i += 1) {
      const result = run();
      if (result instanceof Promise) await result;
    }
    calls += 20;
    passed = processorTime() - began;
  }
  return passed / calls;
}

/** Microseconds that this process has computed: what else runs on the machine does not count. */
export function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Hundredths of a second that a process and the children it waited for have computed, as Linux tells; not a number elsewhere. */
export function ticks(process: number | 'self'): { readonly own: number; readonly children: number } {
  try {
    // The name of the program, in brackets, may hold spaces.
    const [user, system, childrenUser, childrenSystem] = (readFileSync(`/proc/${process}/stat`, 'utf8').split(') ').at(-1) ?? '')
      .split(' ')
      .slice(11, 15)
      .map(Number);
    return { own: Number(user) + Number(system), children: Number(childrenUser) + Number(childrenSystem) };
  } catch {
    return { own: Number.NaN, children: Number.NaN };
  }
}
