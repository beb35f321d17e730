/** Waits for pending requests to arrive: a request made with `fetch` takes a few turns through msw before it reaches the cloud. */

/** After this many turns of the event loop without an arrival, nothing is pending: through msw 2 and 3 a request takes one or two, whatever its body. */
const QUIET_TURNS = 20;

/** Resolves once no request has arrived for a while; `count` says how many have arrived so far. `turned` is called after each turn. */
export async function arrivals(count: () => number, turned: () => void = () => {}): Promise<void> {
  let seen = count();
  for (let quiet = 0; quiet < QUIET_TURNS; quiet += 1) {
    await turn();
    turned();
    if (count() === seen) continue;
    seen = count();
    quiet = 0;
  }
}

/** One turn of the event loop. Uses a message, which fake timers leave alone. Where `MessageChannel` is missing, as in jsdom, many microtasks stand in for a turn. */
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
