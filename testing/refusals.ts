/** The refusals that an operation can meet: read from the vendor's table of refusals, the contract and the lifecycle. */
import { mayRefuse, rowsOf } from '../cloud/possible.ts';
import { minutes } from '../model/clock.ts';
import { statusesOf } from '../model/lifecycle.ts';
import { Problem, type ProblemKind } from '../model/problem.ts';
import type { CompiledOperation, CompiledVendor } from '../request/compile.ts';
import type { Operation } from '../vendor/contract.ts';
import { refusal } from '../vendor/provider.ts';

/** Every refusal, in the order in which a client's author would consider them. */
export const WHY: Readonly<Record<ProblemKind, string>> = {
  invalid: 'something in the request is missing, of the wrong type, or refers to something that does not exist',
  'payment-required': "the account's funds do not cover it",
  full: 'there is no capacity left',
  'not-found': 'what the path names does not exist',
  'wrong-state': 'it is not possible in the current status',
  locked: 'it is busy with a task',
  unauthenticated: 'the credential is not accepted',
  forbidden: 'permission denied for this credential',
  malformed: 'the body cannot be read',
  'unsupported-media': 'the vendor does not accept the media type of the body',
  'too-large': 'the body is over the limit',
  'rate-limited': 'there were too many requests',
  unavailable: 'the vendor is temporarily down',
  broken: 'the vendor fails before anything is done',
  'no-route': 'there is no such path',
  method: 'the path does not accept the method',
};

/** The refusals that any request can meet, with a body or without. */
const OF_ANY: ReadonlySet<ProblemKind> = new Set(['unauthenticated', 'forbidden', 'rate-limited', 'unavailable', 'broken']);
const OF_ANY_BODY: ReadonlySet<ProblemKind> = new Set(['malformed', 'unsupported-media', 'too-large']);

/** The refusals of an operation: those that the vendor has, that make sense for it, and that are documented for it or for all operations. */
export function refusalsOf(vendor: CompiledVendor, operation: CompiledOperation): ProblemKind[] {
  const everywhere = vendor.contract.components.responses;
  return (Object.keys(WHY) as ProblemKind[]).filter((kind) => {
    if (!vendor.refusals[kind] || !mayRefuse(vendor, operation, kind)) return false;
    const { status } = refusal(vendor, new Problem(kind, WHY[kind], EXAMPLE));
    const anywhere = OF_ANY.has(kind) || OF_ANY_BODY.has(kind);
    return (
      (status in operation.operation.responses || (anywhere && status in everywhere)) &&
      makesSense(kind, status, operation.route, operation.operation) &&
      canBe(kind, vendor, operation)
    );
  });
}

/** What the wording of a refusal may need. */
const EXAMPLE: Problem['detail'] = { path: '/', method: 'GET', missing: false, retryAfter: minutes(1) };

/** Whether a refusal makes sense for an operation: its status alone is not enough, since one status can stand for many refusals. */
function makesSense(kind: ProblemKind, status: number, route: string, { requestBody, parameters = [], security }: Operation): boolean {
  const named = route.includes('{');
  // PureGPU answers all of the user's errors with 200; 409 and 423 are unambiguous.
  if (kind === 'no-route' || kind === 'method') return false;
  if (kind === 'unauthenticated') return !security;
  if (kind === 'forbidden') return !security && (named || status >= 400);
  if (kind === 'not-found') return named;
  if (kind === 'wrong-state' || kind === 'locked') return status === 409 || status === 423 || (named && !route.startsWith('GET '));
  if (kind === 'invalid') return requestBody !== undefined || parameters.some((parameter) => parameter.in === 'query');
  return !OF_ANY_BODY.has(kind) || requestBody !== undefined;
}

/** Whether the lifecycle ever leads to a refusal: an action that is allowed during any task and in every status is never refused for the server's state. */
function canBe(kind: ProblemKind, vendor: CompiledVendor, operation: CompiledOperation): boolean {
  const rows = rowsOf(vendor, operation);
  if (rows.length === 0) return true;
  if (kind === 'locked') return rows.some(({ beside, interrupts }) => beside !== 'any' && interrupts !== 'any');
  const statuses = statusesOf(vendor.tables['servers']?.lifecycle ?? {});
  if (kind === 'wrong-state') return rows.some(({ from, unchanged = [] }) => statuses.some((status) => !from.includes(status) && !unchanged.includes(status)));
  return true;
}
