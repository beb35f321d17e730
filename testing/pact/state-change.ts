/** The URL that verifiers call for provider states (`--provider-states-setup-url`), as a listener of `node:http`. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { suggestion } from '../../model/spelling.ts';
import type { StateHandlers } from './states.ts';

/** The longest body that is read, in bytes: a state may contain a request. */
const LONGEST = 4_194_304;

/**
 * Plays the state that the body of a request names, as verifiers send it: `{ "state": "vpsorg/out-of-credits", "params": {…}, "action": "setup" }`.
 * Answers 200, 403 to web pages, or 400 with a sentence that says why the state cannot be played.
 * @example
 * const states = createServer(stateChange(pactStates(cloud))).listen(4020);
 */
export function stateChange(handlers: StateHandlers): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    const answer = (status: number, body: object): void => void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    // A verifier is a program, and sends neither; a browser sends one of them with every request that a page can make here.
    if (request.headers.origin !== undefined || request.headers['sec-fetch-site'] !== undefined)
      return answer(403, { detail: 'States are set by a verifier, not by a web page. Send the request from a program.' });
    bodyOf(request)
      .then((text) => play(handlers, text))
      .then(
        () => answer(200, {}),
        (error: Error) => answer(400, { detail: error.message }),
      );
  };
}

async function play(handlers: StateHandlers, text: string): Promise<void> {
  const { state: name, params, action } = (JSON.parse(text) ?? {}) as { state?: unknown; params?: unknown; action?: unknown };
  // What a state arranged is gone with the next fresh account.
  if (action === 'teardown' || typeof name !== 'string' || name === '') return;
  const handler = Object.hasOwn(handlers, name) ? handlers[name] : undefined;
  if (!handler) throw new Error(`There is no provider state '${name.slice(0, 200)}'.${suggestion(name, Object.keys(handlers))}`);
  await handler(params);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LONGEST) throw new Error(`The body of a state is larger than ${LONGEST} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
