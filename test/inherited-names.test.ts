/** Names from outside that every object inherits, such as `constructor`: nowhere do they find anything. */
import { describe, expect, test } from '@jest/globals';
import { vendors } from '../handlers/index.ts';
import { openCloud } from '../cloud/open.ts';
import { createCloud } from '../index.ts';
import { operationsOf } from '../vendor/contract.ts';
import type { AnyProvider, Provider } from '../vendor/provider.ts';

const NAMES = [...Object.getOwnPropertyNames(Object.prototype), 'prototype', 'length', 'name'];
const HEADERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  puregpu: { 'x-api-key': 'k' },
  elastichosts: { authorization: `Basic ${btoa('u:p')}` },
};
const text = new TextEncoder();

describe.each(Object.entries(vendors as Record<string, AnyProvider>))('%s', (vendor, provider) => {
  test.each(operationsOf(provider.contract).map(({ route, operation }) => [route, operation] as const))(
    '%s takes no inherited name in its path, its query or its body for something',
    (route, operation) => {
      const cloud = openCloud({ [vendor]: provider });
      const [method = '', template = ''] = route.split(' ');
      const { content = {} } = operation.requestBody ?? {};
      const schema = (content['application/json'] ?? Object.values(content)[0])?.schema as { properties?: object } | undefined;
      const example = (operation['x-example'] as { body?: unknown } | undefined)?.body;
      const given = typeof example === 'object' && example !== null ? example : {};
      const before = JSON.stringify(cloud.snapshot().accounts[vendor]?.tables['servers']);
      for (const name of NAMES) {
        const queries = [`${name}=1`, ...(operation.parameters ?? []).filter((one) => one.in === 'query').map((one) => `${one.name}=${name}`)];
        const bodies = [{ [name]: 'x' }, { ...given, [name]: name }, ...Object.keys(schema?.properties ?? {}).map((member) => ({ ...given, [member]: name }))];
        for (const [query, body] of [...queries.map((one) => [one, {}] as const), ...bodies.map((one) => ['', one] as const)]) {
          const { reply } = cloud.serve(vendor, {
            method,
            path: template.replace(/\{\w+\}/g, name),
            base: '',
            query,
            headers: { ...(HEADERS[vendor] ?? { authorization: 'Bearer t' }), 'content-type': 'application/json' },
            body: method === 'GET' ? undefined : text.encode(JSON.stringify(body)),
          });
          // ElasticHosts answers a drive that there is not with its 500 failed.
          if (reply?.headers['x-elastic-error'] !== 'failed') expect(reply?.status).toBeLessThan(500);
          if (template.includes('{')) expect(reply?.status).not.toBe(201);
        }
      }
      if (template.includes('{')) expect(JSON.stringify(cloud.snapshot().accounts[vendor]?.tables['servers'])).toBe(before);
      expect(Object.getOwnPropertyNames(Object.prototype)).toHaveLength(12);
    },
  );

  test('has no table, setting, action, refusal, scenario or operation by an inherited name', () => {
    const cloud = openCloud({ [vendor]: provider });
    const account = cloud[vendor] as unknown as { servers: { all(): object[]; find(match: object): unknown }; begin(record: object, action: string): void };
    const saved = cloud.snapshot();
    for (const name of NAMES) {
      expect(() => cloud.play(`${vendor}/${name}`)).toThrow('No scenario');
      expect(() => cloud.play(name)).toThrow('No scenario');
      expect(() => cloud.journal.filter(name)).toThrow('This cloud has no operation');
      expect(() => cloud.faults.add({ vendor, outcome: 'refused', kind: name as never })).toThrow('cannot refuse with');
      expect(() => cloud.faults.add({ vendor, outcome: name as never })).toThrow('There is no outcome');
      expect(() => cloud.faults.add({ vendor: name, outcome: 'hangs' })).toThrow('this cloud has no such vendor');
      expect(() => cloud.faults.add({ vendor, on: name, outcome: 'hangs' })).toThrow('has no operation');
      expect(() => cloud.faults.add({ vendor, outcome: 'settles', in: name })).toThrow('cannot settle in');
      expect(() => cloud.serve(name, { method: 'GET', path: '/', base: '', query: '', headers: {}, body: undefined })).toThrow('has no vendor');
      expect(() => openCloud({ [vendor]: provider }, { settings: { [vendor]: Object.fromEntries([[name, 1]]) } })).toThrow(`has no setting '${name}'`);
      expect(() => openCloud({ [vendor]: provider }, Object.fromEntries([[name, 1]]))).toThrow(`has no option '${name}'`);
      const first = account.servers.all()[0];
      if (first) expect(() => account.begin(first, name)).toThrow('There is no action');
      for (const change of [
        (loose: typeof saved) => Object.assign(loose, Object.fromEntries([[name, 1]])),
        (loose: typeof saved) => Object.assign(loose.accounts[vendor] ?? {}, Object.fromEntries([[name, []]])),
        (loose: typeof saved) => Object.assign(loose.accounts[vendor]?.tables ?? {}, Object.fromEntries([[name, []]])),
        (loose: typeof saved) => Object.assign(loose.accounts[vendor]?.settings ?? {}, Object.fromEntries([[name, 1]])),
      ]) {
        if (name === '__proto__') continue;
        const altered = structuredClone(saved);
        change(altered);
        expect(() => cloud.restore(altered)).toThrow(name);
      }
    }
    expect(Object.keys((provider as unknown as Provider).refusals).filter((kind) => NAMES.includes(kind))).toEqual([]);
  });
});

test('a server at ElasticHosts cannot boot from an inherited name', async () => {
  const cloud = createCloud(vendors);
  const reply = await cloud.fetch('https://api-lon-p.elastichosts.com/servers/create/stopped', {
    method: 'POST',
    headers: { authorization: `Basic ${btoa('u:p')}` },
    body: 'name a\ncpu 1000\nmem 1024\nboot constructor',
  });
  expect([reply?.status, await reply?.text()]).toEqual([400, expect.stringContaining('invalid boot')]);
});
