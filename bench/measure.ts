/** Compares things on a noisy machine: in turn, many times, and by the median. */

import { readFileSync } from 'node:fs';

/** Microseconds per call, as the median of the rounds. */
export interface Measured {
  readonly name: string;
  readonly micros: number;
}

/** Runs each thing in turn, round after round, so that a disturbance affects all of them. Each round lasts some milliseconds. */
export async function compare(things: Readonly<Record<string, () => unknown>>, { rounds = 15, milliseconds = 120 } = {}): Promise<Record<string, number>> {
  const names = Object.keys(things);
  const times: Record<string, number[]> = Object.fromEntries(names.map((name) => [name, []]));
  // The first round is a warm-up.
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

/** The processor time of this process, in microseconds, which other processes do not affect. */
export function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** The processor time of a process and of its finished children, in hundredths of a second; NaN on systems other than Linux. */
export function ticks(process: number | 'self'): { readonly own: number; readonly children: number } {
  try {
    // The name of the program, in parentheses, may contain spaces.
    const [user, system, childrenUser, childrenSystem] = (readFileSync(`/proc/${process}/stat`, 'utf8').split(') ').at(-1) ?? '')
      .split(' ')
      .slice(11, 15)
      .map(Number);
    return { own: Number(user) + Number(system), children: Number(childrenUser) + Number(childrenSystem) };
  } catch {
    return { own: Number.NaN, children: Number.NaN };
  }
}
