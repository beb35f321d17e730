/**
 * `Date` that follows the clock of a cloud, so that a page shows the same tomorrow. Timers and `performance` run as they do.
 * Law: whoever installs it removes it, and then `Date` is the very one that was there.
 */

/**
 * Has `Date` tell the time of a clock.
 * @returns puts the old one back.
 */
export function followDate(now: () => number): () => void {
  const real = globalThis.Date;
  const followed: DateConstructor = new Proxy(real, {
    construct: (target, given: unknown[], made): Date =>
      Reflect.construct(target, given.length === 0 ? [now()] : given, made === followed ? target : made) as Date,
    apply: (target) => new target(now()).toString(),
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  });
  globalThis.Date = followed;
  return () => {
    if (globalThis.Date === followed) globalThis.Date = real;
  };
}
