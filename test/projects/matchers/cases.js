// Each matcher by the two names that it has, with what passes and what fails, on the cloud of `cloud()`.
import { createCloud } from 'stuntbox';
import { vpsorg } from 'stuntbox/vpsorg';

const API = 'https://admin.vps.org/api/v1';
const headers = { authorization: 'Bearer token', 'content-type': 'application/json' };

/** A cloud that has received three requests: the second creates a server, and departs from the contract. */
export async function cloud() {
  const made = createCloud({ vpsorg });
  const body = JSON.stringify({ name: 'web-1', plan_id: '1', os_id: 5, location: 'us-west' });
  await made.fetch(`${API}/plans/`, { headers });
  await made.fetch(`${API}/servers/`, { method: 'POST', headers, body });
  await made.fetch(`${API}/servers/12345/`, { headers });
  return made;
}

/**
 * What passes, what fails, and what is said then.
 * @type {[matcher: string, assertion: string, green: unknown[], red: unknown[], message: string][]}
 */
export const cases = [
  [
    'toHaveServer',
    'server',
    [12347, { status: 'provisioning' }],
    [12347, { status: 'active' }],
    "VPS.org has 12347 in servers, but not as expected:\n  status: expected 'active', but it is 'provisioning'\nIts task 'provision' is at 0% and ends at 2025-01-16T15:33:00Z; the clock is at 2025-01-16T15:30:00Z.",
  ],
  ['toHaveRecord', 'record', ['plans', 1], ['plans', 9], 'VPS.org has no 9 in plans. It has: 1, 2, 3.'],
  [
    'toHaveReceived',
    'received',
    ['POST /servers/', { times: 1, body: { name: /^web/ }, after: 'GET /plans/' }],
    ['POST /servers/', { body: { plan_id: 1 } }],
    "It received POST /servers/ once, but not as expected. The nearest:\n  request 2 at 15:30:00: POST /api/v1/servers/ → 201\n    body.plan_id: expected 1, but it is '1'",
  ],
  [
    'toRestOnEvidence',
    'restsOnEvidence',
    ['vendor'],
    ['documented'],
    'These answers rest on weaker evidence:\n  request 1 at 15:30:00: GET /api/v1/plans/ → 200: vendor',
  ],
];

/**
 * Those without arguments, which fail on that cloud and pass on a fresh one.
 * @type {[matcher: string, assertion: string, message: string][]}
 */
export const plain = [
  ['toBeSettled', 'settled', "At 2025-01-16T15:30:00Z a task is running:\n  VPS.org's servers 12347: 'provision', at 0%, until 2025-01-16T15:33:00Z"],
  [
    'toHaveKeptTheContract',
    'keptTheContract',
    "These requests depart from the contract:\n  request 2 at 15:30:00: POST /api/v1/servers/ → 201\n    POST /servers/: body.plan_id must be an integer, not '1'. VPS.org converts it.",
  ],
];

export { createCloud, vpsorg };
