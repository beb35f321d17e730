/** Where vendors are: bases that lie within each other, and bases that are the same. */
import { expect, test } from '@jest/globals';
import { createCloud } from '../index.ts';
import { puregpu } from '../handlers/puregpu/index.ts';
import { vpsorg } from '../handlers/vpsorg/index.ts';

const headers = { authorization: 'Bearer t' };

test('of two bases that match, the longer is asked, in whichever order the vendors are', async () => {
  for (const [vps, gpu] of [
    ['/api', '/api/gpu'],
    ['https://app.example/api', 'https://app.example/api/gpu'],
    ['https://app.example/api', '/api/gpu'],
    ['/api', 'https://app.example/api/gpu'],
    ['/', 'https://app.example'],
  ] as const) {
    const origins = { vpsorg: vps, puregpu: gpu };
    for (const cloud of [createCloud({ vpsorg, puregpu }, { origins }), createCloud({ puregpu, vpsorg }, { origins })]) {
      const base = gpu.replace('https://app.example', '');
      await cloud.fetch(`https://app.example${base}/server/ostemplates`, { headers: { 'x-api-key': 'k' } });
      expect(cloud.journal.last()).toMatchObject({ vendor: 'puregpu', reply: { status: 200 } });
      if (vps === '/') continue;
      await cloud.fetch('https://app.example/api/servers/', { headers });
      expect(cloud.journal.last()).toMatchObject({ vendor: 'vpsorg', reply: { status: 200 } });
    }
  }
});

test('a base that would never match what is meant by it is refused', () => {
  const refusal = (vps: string): string => {
    try {
      createCloud({ vpsorg }, { origins: { vpsorg: vps } });
    } catch (error) {
      return (error as Error).message;
    }
    return 'It was accepted.';
  };
  for (const wild of ['/api/*', '*/api/vps/*', 'https://admin.vps.org/*', 'https://*.vps.org'])
    expect(refusal(wild)).toBe(
      `The origin of vpsorg cannot be '${wild}': it covers everything under it, so leave out the '*'. Give a path such as '/api/vps', or a URL such as 'https://api.example.com/v1'.`,
    );
  for (const asked of ['/api?x=1', 'https://admin.vps.org/#x']) expect(refusal(asked)).toContain('without a query or a fragment');
  expect(refusal('//admin.vps.org/api')).toContain('a base with a host begins with its scheme');
  for (const odd of ['/a b', '/a/../b', '/é']) expect(refusal(odd)).toContain('the path as a browser sends it');
  for (const plain of ['/', '/api', '/api/', '/a/:id', '/%20/x', 'https://admin.vps.org/a b']) expect(refusal(plain)).toBe('It was accepted.');
});

test('two vendors cannot have one origin', () => {
  for (const [vps, gpu] of [
    ['/api', '/api/'],
    ['https://app.example/x', 'https://app.example:443/x/'],
  ] as const)
    expect(() => createCloud({ vpsorg, puregpu }, { origins: { vpsorg: vps, puregpu: gpu } })).toThrow(
      "The vendors 'vpsorg' and 'puregpu' have the same origin",
    );
});
