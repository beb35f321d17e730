/** A cloud that is strict: what rests on too little evidence is refused before it is done. */
import { expect, test } from '@jest/globals';
import { createCloud } from '../index.ts';
import { vpsorg } from '../handlers/vpsorg/index.ts';

const VPS = 'https://admin.vps.org/api/v1';
const json = { authorization: 'Bearer t', 'content-type': 'application/json' };
const wanted = JSON.stringify({ name: 'a', plan_id: 1, os_id: 5, location: 'us-west' });

test('what rests on too little evidence is refused before it is done, and stands in the journal', async () => {
  const cloud = createCloud({ vpsorg }, { strict: 'documented' });
  const before = JSON.stringify(cloud.snapshot());
  const heard: unknown[] = [];
  cloud.on('exchange', (exchange) => heard.push(exchange));
  cloud.on('change', (change) => heard.push(change));
  for (const [method, path, body] of [
    ['PATCH', '/servers/12346/', { name: '' }],
    ['PATCH', '/servers/12346/', { plan_id: 99 }],
  ] as const) {
    const asked = cloud.fetch(VPS + path, { method, headers: json, body: JSON.stringify(body) });
    await expect(asked).rejects.toThrow(
      /would answer [A-Z]+ \S+ with (400|200), but the evidence for that reply is 'inferred', and this cloud was created with strict: 'documented'/,
    );
    expect(cloud.journal.last()).toMatchObject({ request: { method }, reply: null, changes: [], why: expect.stringContaining("strict: 'documented'") });
  }
  expect(JSON.stringify(cloud.snapshot())).toBe(before);
  expect(heard).toEqual(cloud.journal.all());
});

test('what rests on enough evidence is done once', async () => {
  const cloud = createCloud({ vpsorg }, { strict: 'documented' });
  expect((await cloud.fetch(`${VPS}/servers/`, { method: 'POST', headers: json, body: wanted }))?.status).toBe(201);
  expect([cloud.vpsorg.servers.size, cloud.vpsorg.servers.has(12347), cloud.vpsorg.servers.has(12348), cloud.journal.size]).toEqual([3, true, false, 1]);
});
