/** stuntbox/assert: node:assert/strict and the matchers in one, for runners without `expect`. */
import { AssertionError } from 'node:assert';
import { expect, test } from '@jest/globals';
import { vpsorg } from '../handlers/vpsorg/index.ts';
import { createCloud } from '../index.ts';
import { assert } from '../testing/matchers/assert.ts';

const VPS = 'https://admin.vps.org/api/v1';
const headers = { authorization: 'Bearer token', 'content-type': 'application/json' };

/** The error of a failed assertion. */
function failure(run: () => void): AssertionError {
  try {
    run();
  } catch (error) {
    if (error instanceof AssertionError) return error;
    throw error;
  }
  throw new Error('It passed.');
}

test('it has everything of node:assert/strict', () => {
  assert(true);
  assert.deepEqual({ a: [1] }, { a: [1] });
  expect(failure(() => assert.equal(1, '1' as never)).code).toBe('ERR_ASSERTION');
  expect(failure(() => assert(false, 'because')).message).toBe('because');
});

test('each passes, and fails under `not`', async () => {
  const cloud = createCloud({ vpsorg });
  await cloud.fetch(`${VPS}/plans/`, { headers });
  assert.server(cloud, 12345, { status: 'active' });
  assert.record(cloud, 'plans', 1);
  assert.settled(cloud);
  assert.received(cloud, 'GET /plans/', { times: 1 });
  assert.keptTheContract(cloud);
  assert.polledPolitely(cloud);
  assert.restsOnEvidence(cloud, 'vendor');
  expect(failure(() => assert.not.server(cloud, 12345, { status: 'active' })).message).toBe(
    "assert.not.server(cloud, 12345, { status: 'active' })\n\nVPS.org has 12345 in servers, as it is written there.",
  );
  for (const [name, run] of [
    ['record', () => assert.not.record(cloud, 'plans', 1)],
    ['settled', () => assert.not.settled(cloud)],
    ['received', () => assert.not.received(cloud, 'GET /plans/')],
    ['keptTheContract', () => assert.not.keptTheContract(cloud)],
    ['polledPolitely', () => assert.not.polledPolitely(cloud)],
    ['restsOnEvidence', () => assert.not.restsOnEvidence(cloud, 'vendor')],
  ] as const)
    expect(failure(run).message).toMatch(new RegExp(`^assert\\.not\\.${name}\\(cloud.*\\)\n\n`));
});

test('a failure has the difference, and begins where the test called', async () => {
  const cloud = createCloud({ vpsorg });
  const body = JSON.stringify({ name: 'web-1', plan_id: 1, os_id: 5, location: 'us-west' });
  await cloud.fetch(`${VPS}/servers/`, { method: 'POST', headers, body });
  const error = failure(() => assert.received(cloud, 'POST /servers/', { body: { plan_id: 2 } }));
  expect(error).toMatchObject({ actual: { plan_id: 1, name: 'web-1' }, expected: { plan_id: 2 }, operator: 'received' });
  expect(error.message).toBe(`assert.received(cloud, 'POST /servers/', { body: { plan_id: 2 } })

It received POST /servers/ once, but not as expected. The nearest:
  request 1 at 15:30:00: POST /api/v1/servers/ → 201
    body.plan_id: expected 2, but it is 1`);
  expect(error.stack).not.toContain('testing/matchers/assert.ts');
});

test('what is misspelt fails always, and is no AssertionError', () => {
  const cloud = createCloud({ vpsorg });
  for (const one of [assert, assert.not])
    expect(() => one.received(cloud, 'POST /servers' as never)).toThrow("This cloud has no operation 'POST /servers'. Did you mean 'POST /servers/'?");
});
