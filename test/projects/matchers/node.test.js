import { test } from 'node:test';
import { assert } from 'stuntbox/assert';
import { cases, cloud, createCloud, plain, vpsorg } from './cases.js';

for (const [, name, green, red, message] of cases)
  test(name, async () => {
    const made = await cloud();
    assert[name](made, ...green);
    assert.not[name](made, ...red);
    assert.throws(
      () => assert[name](made, ...red),
      (error) => error.code === 'ERR_ASSERTION' && error.message.startsWith(`assert.${name}(cloud, `) && error.message.endsWith(`\n\n${message}`),
    );
    assert.throws(() => assert.not[name](made, ...green), { name: 'AssertionError' });
  });

for (const [, name, message] of plain)
  test(name, async () => {
    const made = await cloud();
    assert[name](createCloud({ vpsorg }));
    assert.not[name](made);
    assert.throws(() => assert[name](made), { name: 'AssertionError', message: `assert.${name}(cloud)\n\n${message}` });
  });

test('polledPolitely', async () => {
  const made = await cloud();
  assert.polledPolitely(made);
  for (let n = 0; n < 6; n += 1) await made.fetch('https://admin.vps.org/api/v1/servers/12345/', { headers: { authorization: 'Bearer token' } });
  assert.throws(() => assert.polledPolitely(made), /\(too-often\)/);
});
