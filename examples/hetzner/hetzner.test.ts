/** Runs with Node alone: `npm test`. Any other test runner works as well. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { createCloud, minutes, seconds } from 'stuntbox';
import { vendorChecks } from 'stuntbox/vendor/testing';
import { examples } from './examples.ts';
import { hetzner } from './index.ts';

// All checks that stuntbox runs on its own vendors.
for (const { name, run } of vendorChecks(hetzner, { examples })) test(name, run);

/** The properties of the responses that these tests use. */
interface Body {
  readonly server: { readonly id: number; readonly status: string };
  readonly servers: readonly { readonly name: string }[];
  readonly meta: { readonly pagination: object };
  readonly action: { readonly id: number; readonly status: string; readonly progress: number; readonly finished: string | null; readonly error: object | null };
  readonly root_password: string | null;
  readonly error: { readonly code: string };
}

/** A fresh cloud and a client for it. */
function open() {
  const cloud = createCloud({ hetzner });
  const ask = async (method: string, path: string, body?: object) => {
    const response = await cloud.fetch(`https://api.hetzner.cloud/v1${path}`, {
      method,
      headers: { authorization: 'Bearer token', 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    assert.ok(response);
    return { status: response.status, headers: response.headers, body: (await response.json()) as Body };
  };
  return { cloud, ask };
}

test('a server that is created is initializing, then starting, then running, and its action shows the progress', async () => {
  const { cloud, ask } = open();
  const { status, body } = await ask('POST', '/servers', { name: 'web-1', server_type: 'cpx11', image: 'debian-12' });
  assert.equal(status, 201);
  const { server, action, root_password } = body;
  assert.deepEqual([server.id, server.status, action.progress, root_password?.length], [43, 'initializing', 0, 20]);

  cloud.clock.advance(seconds(15));
  const read = async () => {
    const shown = (await ask('GET', `/servers/${server.id}`)).body.server;
    const { status, progress } = (await ask('GET', `/actions/${action.id}`)).body.action;
    return [shown.status, status, progress];
  };
  assert.deepEqual(await read(), ['starting', 'running', 75]);
  cloud.clock.settle();
  assert.deepEqual(await read(), ['running', 'success', 100]);
});

test('a server that is being rebuilt rejects every other action with 423, including its deletion', async () => {
  const { cloud, ask } = open();
  assert.equal((await ask('POST', '/servers/42/actions/rebuild', { image: 43 })).status, 201);
  for (const [method, path] of [
    ['POST', '/servers/42/actions/poweroff'],
    ['DELETE', '/servers/42'],
  ] as const) {
    const { status, body } = await ask(method, path);
    assert.equal(status, 423);
    assert.deepEqual<unknown>(body, { error: { code: 'locked', message: 'cannot perform operation because server is locked', details: null } });
  }
  cloud.clock.settle();
  assert.equal((await ask('POST', '/servers/42/actions/poweroff')).status, 201);
});

test('a server that is off starts; on a running server, the action succeeds immediately', async () => {
  const { cloud, ask } = open();
  await ask('POST', '/servers/42/actions/poweroff');
  cloud.clock.settle();
  assert.equal(cloud.hetzner.servers.get(42).status, 'off');
  await ask('POST', '/servers/42/actions/poweron');
  cloud.clock.settle();
  const { body } = await ask('POST', '/servers/42/actions/poweron');
  const { action } = body;
  assert.deepEqual([action.status, action.progress, action.finished], ['success', 100, '2025-01-16T15:30:10+00:00']);
});

test('the action of a deletion outlives its server', async () => {
  const { cloud, ask } = open();
  const { action } = (await ask('DELETE', '/servers/42')).body;
  cloud.clock.settle();
  assert.deepEqual((await ask('GET', '/servers/42')).body, { error: { code: 'not_found', message: "server with ID '42' not found", details: null } });
  const { body } = await ask('GET', `/actions/${action.id}`);
  assert.equal(body.action.status, 'success');
});

test('invalid input is reported by field, and so is a name that is already used', async () => {
  const { ask } = open();
  const missing = await ask('POST', '/servers', { name: 'web-1', server_type: 'cx99' });
  assert.equal(missing.status, 422);
  assert.deepEqual<unknown>(missing.body, {
    error: {
      code: 'invalid_input',
      message: "invalid input in field 'image': Missing data for required field.",
      details: { fields: [{ name: 'image', messages: ['Missing data for required field.'] }] },
    },
  });
  const taken = await ask('POST', '/servers', { name: 'my-resource', server_type: 'cpx11', image: 'debian-12' });
  assert.deepEqual(
    [taken.status, taken.body],
    [409, { error: { code: 'uniqueness_error', message: 'server name is already used', details: { fields: [{ name: 'name' }] } } }],
  );
});

test('lists are filtered and come in pages', async () => {
  const { ask } = open();
  for (const name of ['a', 'b', 'c']) await ask('POST', '/servers', { name, server_type: 'cpx11', image: 'debian-12' });
  const list = async (query: string) => {
    const { servers, meta } = (await ask('GET', `/servers?${query}`)).body;
    return { names: servers.map(({ name }) => name), ...meta.pagination };
  };
  assert.deepEqual(await list('status=initializing&per_page=2&page=2'), {
    names: ['c'],
    page: 2,
    per_page: 2,
    previous_page: 1,
    next_page: null,
    last_page: 2,
    total_entries: 3,
  });
  assert.deepEqual((await list('name=my-resource')).names, ['my-resource']);
  assert.equal((await ask('GET', '/servers?per_page=51')).status, 422);
});

test('the rate limit is shown in headers, and exceeding it is rejected with 429', async () => {
  const { cloud, ask } = open();
  cloud.faults.add({ vendor: 'hetzner', outcome: 'rate-limit', limit: 1, per: minutes(60) });
  assert.equal((await ask('GET', '/servers')).headers.get('ratelimit-remaining'), '0');
  const { status, body } = await ask('GET', '/servers');
  assert.equal(status, 429);
  assert.deepEqual<unknown>(body, { error: { code: 'rate_limit_exceeded', message: "Limit of '1' requests per hour reached.", details: null } });
});

test('hetzner/limit-reached: a create is refused with 403', async () => {
  const { cloud, ask } = open();
  cloud.play('hetzner/limit-reached');
  const { status, body } = await ask('POST', '/servers', { name: 'web-1', server_type: 'cpx11', image: 'debian-12' });
  assert.deepEqual([status, body.error.code], [403, 'resource_limit_exceeded']);
});

test('hetzner/rebuild-fails: the action ends in error where it stood, and the server is off', async () => {
  const { cloud, ask } = open();
  cloud.play(hetzner.scenarios.rebuildFails({ at: 0.25 }));
  const { action } = (await ask('POST', '/servers/42/actions/rebuild', { image: 'debian-12' })).body;
  cloud.clock.advance(seconds(10));
  const { body } = await ask('GET', `/actions/${action.id}`);
  assert.deepEqual([body.action.status, body.action.progress, body.action.error], ['error', 25, { code: 'action_failed', message: 'Action failed' }]);
  assert.equal(cloud.hetzner.servers.get(42).status, 'off');
});

test('hetzner/create-stuck: the action stays at 99%, and the server cannot be deleted', async () => {
  const { cloud, ask } = open();
  cloud.play('hetzner/create-stuck');
  const { server, action } = (await ask('POST', '/servers', { name: 'web-1', server_type: 'cpx11', image: 'debian-12' })).body;
  cloud.clock.advance(minutes(60));
  const { body } = await ask('GET', `/actions/${action.id}`);
  assert.deepEqual([body.action.status, body.action.progress], ['running', 99]);
  assert.equal((await ask('DELETE', `/servers/${server.id}`)).status, 423);
});
