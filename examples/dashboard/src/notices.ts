/** What is said in passing: shown at the edge, and read aloud by screen readers. */
import { useSyncExternalStore } from 'react';

export interface Notice {
  readonly id: number;
  readonly text: string;
}

const STAYS = 6_000;

let notices: readonly Notice[] = [];
let last = 0;
const listeners = new Set<() => void>();

function set(next: readonly Notice[]): void {
  notices = next;
  for (const told of listeners) told();
}

export function dismiss(id: number): void {
  set(notices.filter((notice) => notice.id !== id));
}

/** Says this for six seconds. */
export function say(text: string): void {
  const id = (last += 1);
  set([...notices.slice(-2), { id, text }]);
  setTimeout(() => dismiss(id), STAYS);
}

const subscribe = (told: () => void): (() => void) => {
  listeners.add(told);
  return () => listeners.delete(told);
};

export const useNotices = (): readonly Notice[] => useSyncExternalStore(subscribe, () => notices);
