/** Lets what is done with one name happen one after the other. */

/** What is done with names, and what waits. */
export interface Turns {
  /** Does something with a name that nothing else is done with meanwhile. */
  alone<T>(name: string, run: () => Promise<T>): Promise<T>;
  /** The names with which something is done now. */
  busy(): Iterable<string>;
  /** Resolves when what is done now, and what waits for it, is over. */
  over(): Promise<void>;
}

export function turns(): Turns {
  /** For each name the end of what came last; it never rejects. */
  const last = new Map<string, Promise<void>>();
  return {
    alone(name, run) {
      const turn = (last.get(name) ?? Promise.resolve()).then(run);
      const end = (): void => {
        if (last.get(name) === ended) last.delete(name);
      };
      const ended = turn.then(end, end);
      last.set(name, ended);
      return turn;
    },
    busy: () => last.keys(),
    over: async () => void (await Promise.all(last.values())),
  };
}
