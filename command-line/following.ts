/** The journal of a running server: what it has, and what comes. */
import type { Exchange } from '../model/journal.ts';
import type { Running } from './running.ts';

/** What the journal has, a page at a time: all of it, or one operation. */
export async function* kept({ send, path }: Pick<Running, 'send' | 'path'>, operation: string | undefined): AsyncGenerator<Exchange> {
  for (let [since, more] = [0, true]; more;) {
    const page = await send('GET /clouds/{cloud}/journal', { path, query: { operation, since } });
    // The controls send what the journal has.
    const exchanges = page.exchanges as readonly unknown[] as readonly Exchange[];
    yield* exchanges;
    since = exchanges.at(-1)?.n ?? since;
    ({ more } = page);
  }
}

/**
 * Calls `each` with what the journal has, and then with each exchange as it comes: none twice, and none left out.
 * Resolves once it has told what the journal had; `lost` is called when the connection ends after that.
 */
export async function follow(
  server: Running,
  operation: string | undefined,
  each: (exchange: Exchange) => void | Promise<void>,
  lost: (error: Error) => void,
): Promise<void> {
  /** Those that come while the journal is read, some of which it has already. */
  let early: Exchange[] | undefined = [];
  const arrived = (exchange: Exchange): void => {
    if (operation !== undefined && exchange.operation !== operation) return;
    if (early) early.push(exchange);
    else void each(exchange);
  };
  await server.events.on('exchange', arrived, (cause) => lost(new Error('The connection to the server was lost: it has probably ended.', { cause })));
  let last = 0;
  for await (const exchange of kept(server, operation)) {
    await each(exchange);
    last = exchange.n;
  }
  for (const exchange of early) if (exchange.n > last) void each(exchange);
  early = undefined;
}
