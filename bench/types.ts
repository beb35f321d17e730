/** The cost of the types when libraries are checked too (`skipLibCheck: false`): the quick start against the same test with msw alone. */
import { execFileSync } from 'node:child_process';
import { consumer, program } from './consumer.ts';
import type { Line } from './line.ts';
import { median, ticks } from './measure.ts';

const around = (imports: string, begin: string, advance: string): string => `
import { afterAll, beforeAll, expect, test } from '@jest/globals';
${imports}
${begin}
beforeAll(() => network.listen());
afterAll(() => network.close());

const headers = { authorization: 'Bearer any-token', 'content-type': 'application/json' };

test('a new server becomes active', async () => {
  const created = await fetch('https://admin.vps.org/api/v1/servers/', {
    method: 'POST',
    headers,
    body: JSON.stringify({ name: 'web-1', plan_id: 1, os_id: 5, location: 'us-west' }),
  });
  const { id, status } = await created.json();
  expect(status).toBe('provisioning');
${advance}
  const server = await (await fetch(\`https://admin.vps.org/api/v1/servers/\${id}/\`, { headers })).json();
  expect(server.status).toBe('active');
});
`;

const DOUBLE = around(
  `import { setupServer } from 'msw/node';\nimport { createCloud, minutes } from 'stuntbox';\nimport { vpsorg } from 'stuntbox/vpsorg';`,
  `const cloud = createCloud({ vpsorg });\nconst network = setupServer(...cloud.handlers);\ntest('says so', () => cloud.play('vpsorg/out-of-credits'));`,
  '  cloud.clock.advance(minutes(3));',
);
const ALONE = around(
  `import { http, HttpResponse } from 'msw';\nimport { setupServer } from 'msw/node';`,
  `const servers = new Map([[1, { id: 1, status: 'provisioning' }]]);
const network = setupServer(
  http.post('https://admin.vps.org/api/v1/servers/', () => HttpResponse.json({ id: 1, status: 'provisioning' }, { status: 201 })),
  http.get('https://admin.vps.org/api/v1/servers/:id/', ({ params }) => HttpResponse.json(servers.get(Number(params['id'])))),
);`,
  `  servers.set(id, { id, status: 'active' });`,
);

const CONFIG = JSON.stringify({
  compilerOptions: {
    target: 'es2022',
    module: 'nodenext',
    lib: ['es2023', 'dom', 'dom.iterable'],
    types: ['node'],
    strict: true,
    noEmit: true,
    skipLibCheck: false,
  },
  files: ['test.ts'],
});

export async function types(rounds: number): Promise<Line[]> {
  const folder = consumer('bench-types', {
    'double/tsconfig.json': CONFIG,
    'double/test.ts': DOUBLE,
    'alone/tsconfig.json': CONFIG,
    'alone/test.ts': ALONE,
  });
  const compiled = (project: string): { time: number; instantiations: number } => {
    const [began, before] = [performance.now(), ticks('self').children];
    const report = execFileSync(process.execPath, [program('typescript/bin/tsc'), '-p', project, '--extendedDiagnostics'], { cwd: folder, encoding: 'utf8' });
    const number = (name: string): number => Number(new RegExp(`^${name}:\\s*([\\d.]+)`, 'm').exec(report)?.[1]);
    const computed = ticks('self').children - before;
    return { time: Number.isNaN(computed) ? performance.now() - began : computed, instantiations: number('Instantiations') };
  };
  const runs = Array.from({ length: Math.max(3, Math.ceil(rounds / 4)) }, () => ({ double: compiled('double'), alone: compiled('alone') }));
  const ratio = median(runs.map(({ double, alone }) => double.time / alone.time));
  const work = median(runs.map(({ double, alone }) => double.instantiations / alone.instantiations));
  return [
    {
      what: 'types: `tsc` with `skipLibCheck: false` on the quick start, against the same test on msw alone by processor time (and by type instantiations)',
      measured: `${ratio.toFixed(2)} (${work.toFixed(2)})`,
      bar: '≤ 1.2',
      held: ratio <= 1.2,
    },
  ];
}
