import { expect, test } from 'vitest';
import { cases, cloud, createCloud, plain, vpsorg } from './cases.js';

const said = (run) => {
  try {
    run();
  } catch (error) {
    return error.message;
  }
  throw new Error('It passed.');
};
const body = (message) => message.slice(message.indexOf('\n\n') + 2);

test.each(cases)('%s', async (matcher, _, green, red, message) => {
  const made = await cloud();
  expect(made)[matcher](...green);
  expect(made).not[matcher](...red);
  expect(body(said(() => expect(made)[matcher](...red)))).toBe(message);
  expect(said(() => expect(made)[matcher](...red))).toMatch(new RegExp(`^expect\\(cloud\\)\\.${matcher}\\(`));
  expect(said(() => expect(made).not[matcher](...green))).toMatch(new RegExp(`^expect\\(cloud\\)\\.not\\.${matcher}\\(`));
});

test.each(plain)('%s', async (matcher, _, message) => {
  const made = await cloud();
  expect(createCloud({ vpsorg }))[matcher]();
  expect(made).not[matcher]();
  expect(said(() => expect(made)[matcher]())).toBe(`expect(cloud).${matcher}()\n\n${message}`);
});

test('toHavePolledPolitely', async () => {
  const made = await cloud();
  expect(made).toHavePolledPolitely();
  for (let n = 0; n < 6; n += 1) await made.fetch('https://admin.vps.org/api/v1/servers/12345/', { headers: { authorization: 'Bearer token' } });
  expect(said(() => expect(made).toHavePolledPolitely())).toContain('(too-often)');
});

test("Vitest's own matchers for values work inside, and the difference is its own", async () => {
  const made = await cloud();
  expect(made).toHaveServer(12347, { name: expect.stringContaining('web'), created_at: expect.anything() });
  expect(made).not.toHaveReceived('POST /servers/', { body: { plan_id: expect.any(Number) } });
  expect(() => expect(made).not.toHaveReceived('POST /servers')).toThrow("Did you mean 'POST /servers/'?");
  try {
    expect(made).toHaveServer(12347, { status: 'active' });
  } catch (error) {
    expect([error.actual, error.expected]).toEqual([{ status: 'provisioning' }, { status: 'active' }]);
  }
});
