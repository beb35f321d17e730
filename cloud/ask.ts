/** One request to a cloud: answered, recorded as a step if it changed anything, and reported. */
import { said } from '../model/plain.ts';
import type { Problem } from '../model/problem.ts';
import { refuse, serve, type Answer, type RequestContext, type ServedAccount } from '../request/serve.ts';
import type { PlainRequest } from '../vendor/wire.ts';
import type { Core } from './core.ts';
import { delayOf } from './latency.ts';
import type { AskedStep } from './link.ts';
import type { Accepts } from './options.ts';
import { askedStep, requestOf, welcoming } from './replay.ts';

/** Sends a request to a vendor. */
export function ask(core: Core, vendor: string, request: PlainRequest): Answer {
  const account = core.account(vendor);
  checkRequest(request);
  return asked(core, core.context, account, core.accepts(vendor), request);
}

/** Refuses what is not a request: `cloud.serve` is public, and hosts of any language may call it. */
function checkRequest(given: PlainRequest | null | undefined): void {
  if (typeof given !== 'object' || given === null) throw notARequest('', given);
  const { method, path, base, query, headers, body } = given;
  if (typeof method !== 'string') throw notARequest('method', method);
  if (typeof path !== 'string') throw notARequest('path', path);
  if (typeof base !== 'string') throw notARequest('base', base);
  if (typeof query !== 'string') throw notARequest('query', query);
  if (typeof headers !== 'object' || headers === null) throw notARequest('headers', headers);
  for (const name in headers) if (typeof headers[name] !== 'string') throw notARequest(`headers['${name.slice(0, 60)}']`, headers[name]);
  if (body !== undefined && !ArrayBuffer.isView(body)) throw notARequest('body', body);
}

const notARequest = (member: string, value: unknown): Error =>
  new Error(
    `${member || 'The request'} cannot be ${said(value)}. Give { method, path, base, query, headers, body }: texts, an object of texts, and a Uint8Array or undefined.`,
  );

/** Repeats a request of a link, with the link's own credential, and without `strict`, and without violations: what was reported then is not reported again. */
export function askAgain(core: Core, step: AskedStep): Answer {
  const account = core.account(step.ask);
  const vendor = welcoming(account.vendor);
  const { tables, scope, begin, takes } = account;
  return asked(
    core,
    { ...core.context, strict: undefined, violations: { ...core.context.violations, report: 'off' } },
    { vendor, tables, scope, begin, takes, replica: () => account.replica() },
    () => true,
    requestOf(step, vendor),
  );
}

/** Answers a request that the host could not read. */
export function refuseUnread(core: Core, vendor: string, request: PlainRequest, problem: Problem): Answer {
  return told(core, () => refuse(core.context, core.account(vendor), problem, request));
}

function asked(core: Core, context: RequestContext, account: ServedAccount, accepts: Accepts, request: PlainRequest): Answer {
  const { version, counted } = core.faults;
  const [before, tally] = [version(), counted()];
  const answer = told(core, () =>
    core.step(
      'request',
      () => serve(context, account, accepts, request),
      // A change of a fault's counts is a change too.
      ({ exchange, error }, touched) => {
        if (error === undefined && (touched || before !== version())) return askedStep(account.vendor, accepts, request, exchange);
        if (tally !== counted()) core.timeline.counted();
        return undefined;
      },
    ),
  );
  if (answer.error) throw answer.error;
  return answer;
}

/** Reports an answer, with its delay in real time. */
function told({ events, notices, violations, options: { latency }, seed }: Core, answered: () => Answer): Answer {
  return notices.together(() => {
    notices.note();
    const answer = answered();
    const { exchange } = answer;
    if (exchange.violations.length > 0) violations.record(exchange);
    events.emit('exchange', exchange);
    for (const violation of exchange.violations) events.emit('violation', { ...violation, exchange });
    return latency === undefined ? answer : { ...answer, delay: delayOf(latency, seed, exchange.n) };
  });
}
