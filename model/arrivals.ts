/** Lets requests arrive that were already made: what `fetch` began has some way to go through msw before a cloud hears of it. */

/** So many turns of the event loop without an arrival, and nothing more is on its way: through msw 2 and 3 a request takes one or two, whatever its body. */
const QUIET_TURNS = 20;

/** Resolves once no request has arrived for a while; `count` says how many have arrived so far. */
export async function arrivals(count: () => number): Promise<void> {
  let seen = count();
  for (let quiet = 0; quiet < QUIET_TURNS; quiet += 1) {
    await turn();
    if (count() === seen) continue;
    seen = count();
    quiet = 0;
  }
}

/** One turn of the event loop. A message is no timer, so fake timers leave it alone. Where there are no messages, as in jsdom, many microtasks make a turn. */
export async function turn(): Promise<void> {
  if (typeof MessageChannel !== 'function') {
    for (let task = 0; task < 100; task += 1) await Promise.resolve();
    return;
  }
  const { port1, port2 } = new MessageChannel();
  await new Promise((resolve) => {
    port1.addEventListener('message', resolve, { once: true });
    port1.start();
    port2.postMessage(undefined);
  });
  port1.close();
}
