/** Small real projects with several workers, beside the packed package, in each of three test runners; one of the workers is killed half-way. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { appendFile, cp, mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CoverageReport } from '../testing/coverage/report.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const run = promisify(execFile);

interface Ran {
  readonly code: number;
  readonly said: string;
}

/** The command of each runner, without the test file whose worker is killed if `whole` is false. */
const RUNNERS = {
  jest: (whole: boolean) => ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js', ...(whole ? [] : ['create', 'power'])],
  vitest: (whole: boolean) => ['node_modules/vitest/vitest.mjs', 'run', ...(whole ? [] : ['create', 'power'])],
} as const;

let folder = '';
const STUNTBOX = 'node_modules/stuntbox/dist/command-line/bin.js';

async function node(project: string, words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  // This test's own runner must not show through.
  const { NODE_OPTIONS: _, JEST_WORKER_ID: __, VITEST: ___, NODE_TEST_CONTEXT: ____, ...own } = process.env;
  try {
    const { stdout, stderr } = await run(process.execPath, [...words], { cwd: join(folder, project), env: { ...own, ...env }, timeout: 300_000 });
    return { code: 0, said: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, said: stdout + stderr };
  }
}

const reportOf = async (project: string): Promise<CoverageReport> =>
  JSON.parse(await readFile(join(folder, project, 'coverage/report.json'), 'utf8')) as CoverageReport;

beforeAll(async () => {
  if (!existsSync(join(root, 'dist'))) throw new Error('There is no dist/ to pack. Build it with: npm run build');
  if (!existsSync(join(root, 'test/projects/vitest/node_modules/vitest')))
    throw new Error('Vitest is not installed. Install it with: node scripts/setup.js --test');
  folder = await mkdtemp(join(tmpdir(), 'stuntbox-coverage-'));
  await run('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder], { cwd: root });
  const tarball = (await readdir(folder)).find((name) => name.endsWith('.tgz')) ?? 'no tarball';
  const { dependencies } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { dependencies: object };
  const from = (where: string, names: readonly string[]) => names.map((name) => [name, join(root, where, 'node_modules', name)] as const);
  const shared = from('', [...Object.keys(dependencies), 'msw', 'jest']);
  for (const project of ['jest', 'vitest', 'node']) {
    const modules = join(folder, project, 'node_modules');
    await cp(join(root, 'test/projects', project), join(folder, project), { recursive: true, filter: (path) => !/\/(node_modules|coverage)$/.test(path) });
    await mkdir(join(modules, 'stuntbox'), { recursive: true });
    await run('tar', ['-xzf', join(folder, tarball), '-C', join(modules, 'stuntbox'), '--strip-components=1']);
    for (const [name, target] of [...shared, ...(project === 'vitest' ? from('test/projects/vitest', ['vitest']) : [])]) {
      await mkdir(dirname(join(modules, name)), { recursive: true });
      await symlink(target, join(modules, name));
    }
  }
}, 400_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each(['jest', 'vitest'] as const)('a project with %s', (project) => {
  test('several workers, one of which is killed: what each has walked is in the report, also what the killed one has', async () => {
    const { code, said } = await node(project, RUNNERS[project](true));
    expect([code, said]).toEqual([1, expect.stringContaining('VPS.org')]);
    const { vendors, unknown } = await reportOf(project);
    expect([vendors.map(({ vendor }) => vendor), unknown]).toEqual([['vpsorg'], []]);
    const [vps] = vendors;
    const calls = Object.fromEntries((vps?.operations ?? []).map(({ route, calls: times }) => [route, times]));
    // The counts, too, of the workers that ended as they should; of the killed one, the operation at least.
    expect(calls).toMatchObject({
      'GET /servers/': 20,
      'POST /servers/': 2,
      'POST /servers/{server_id}/start/': 2,
      'DELETE /servers/{server_id}/': 1,
      'GET /plans/': 0,
    });
    const gaps = (vps?.gaps ?? []).map(({ what }) => what);
    for (const seen of [
      'reboot refused by a lock',
      'stop done',
      'provision done',
      'start refused while active',
      'delete begun while active',
      'vpsorg/out-of-credits',
    ])
      expect([seen, gaps.includes(seen)]).toEqual([seen, false]);
    expect(gaps).toContain('start refused by a lock');
    expect(await readFile(join(folder, project, 'coverage/page.html'), 'utf8')).toContain('start refused by a lock');
  }, 400_000);

  test('a run is as good as its thresholds: below one it fails, and says by how much', async () => {
    const good = await node(project, RUNNERS[project](false), { THRESHOLDS: '{"operations":50}' });
    expect([good.code, good.said]).toEqual([0, expect.stringContaining('6 of 11')]);
    const bad = await node(project, RUNNERS[project](false), { THRESHOLDS: '{"operations":60,"transitions":10}' });
    expect([bad.code, bad.said]).toEqual([1, expect.stringContaining('operations: 54% (6 of 11) is below the threshold of 60%; 1 more is needed.')]);
    expect(bad.said).not.toContain('transitions: ');
  }, 400_000);

  test('a threshold that does not exist is refused before any test', async () => {
    const { code, said } = await node(project, RUNNERS[project](false), { THRESHOLDS: '{"operation":60}' });
    expect([code, said]).toEqual([1, expect.stringContaining("There is no threshold 'operation'. Did you mean 'operations'?")]);
  }, 400_000);
});

describe('a project with node:test', () => {
  const tests = ['--test', 'test/create.test.js', 'test/power.test.js'];

  test('`stuntbox coverage -- node --test` records a process for each file, and reports', async () => {
    const { code, said } = await node('node', [STUNTBOX, 'coverage', '--threshold', 'operations=60', '--', 'node', ...tests]);
    expect([code, said]).toEqual([1, expect.stringContaining('operations: 45% (5 of 11) is below the threshold of 60%; 2 more are needed.')]);
    const again = await node('node', [STUNTBOX, 'coverage', '--threshold', 'operations=40']);
    expect([again.code, again.said]).toEqual([0, expect.stringContaining('5 of 11')]);
  }, 400_000);

  test('what a killed process has left counts, and a line that it did not finish is skipped and said', async () => {
    const killed = await node('node', [STUNTBOX, 'coverage', '--json', '--', 'node', ...tests, 'test/killed.test.js']);
    expect(killed.code).toBe(1);
    const place = join(folder, 'node/.stuntbox/coverage');
    const [file = ''] = (await readdir(place)).filter((name) => name.endsWith('.facts.jsonl'));
    await appendFile(join(place, file), '{"stuntbox":1,"vendor":"vpsorg","facts":{"operation|GET /pl');
    const { code, said } = await node('node', [STUNTBOX, 'coverage']);
    expect([code, said]).toEqual([0, expect.stringContaining('6 of 11')]);
    expect(said).toContain('1 unfinished line of a worker that ended early was skipped.');
  }, 400_000);

  test.each(['SIGINT', 'SIGKILL'])(
    'a standalone server that the command starts is recorded, even if it ends by %s',
    async (signal) => {
      const { code, said } = await node('node', [STUNTBOX, 'coverage', '--json', '--', 'node', 'served.js', signal]);
      const { vendors } = JSON.parse(said) as CoverageReport;
      expect([code, vendors.flatMap(({ operations }) => operations.filter(({ calls }) => calls > 0))]).toEqual([0, [{ route: 'GET /plans/', calls: 1 }]]);
    },
    400_000,
  );

  test('the exit code of the command comes first', async () => {
    expect((await node('node', [STUNTBOX, 'coverage', '--', 'node', '-e', 'process.exit(7)'])).code).toBe(7);
    const unknown = await node('node', [STUNTBOX, 'coverage', '--', 'no-such-command']);
    expect(unknown).toEqual({ code: 127, said: "stuntbox: There is no command 'no-such-command'.\n" });
    const killed = await node('node', [STUNTBOX, 'coverage', '--', 'node', '-e', "process.kill(process.pid, 'SIGKILL')"]);
    expect(killed.code).toBe(137);
  }, 400_000);

  test('a signal is passed on to the command, and what it has walked until then is reported', async () => {
    const { NODE_OPTIONS: _, JEST_WORKER_ID: __, ...own } = process.env;
    const code = "process.on('SIGTERM', () => process.exit(5)); setInterval(() => {}, 1e6); console.log('ready');";
    const child = spawn(process.execPath, [STUNTBOX, 'coverage', '--', 'node', '-e', code], {
      cwd: join(folder, 'node'),
      env: own,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    const ended = once(child, 'close');
    for await (const chunk of child.stdout) {
      said += String(chunk);
      if (said === 'ready\n') child.kill('SIGTERM');
    }
    expect([await ended, said]).toEqual([[5, null], expect.stringContaining('No cloud was used')]);
  }, 400_000);

  test.each([
    [['--threshold', 'operation=50'], "There is no threshold 'operation'. Did you mean 'operations'?"],
    [['--threshold', 'operations'], "--threshold cannot be 'operations'. Write --threshold NAME=PERCENT, such as operations=100."],
    [['--threshold', 'operations=101'], "The threshold of 'operations' cannot be 101. Give a percentage from 0 to 100."],
    [['--gaps', 'all'], "--gaps cannot be 'all'. Give a whole number from 0."],
  ])('wrong flags are refused: %s', async (flags, message) => {
    const { code, said } = await node('node', [STUNTBOX, 'coverage', ...flags]);
    expect([code, said]).toEqual([2, `stuntbox: ${message}\n`]);
  });

  test('vendors that the suite does not use are reported when they are asked for', async () => {
    const { said } = await node('node', [STUNTBOX, 'coverage', '--json', '--all']);
    const { vendors } = JSON.parse(said) as CoverageReport;
    expect(vendors.map(({ vendor }) => vendor).sort()).toEqual(['drone', 'elastichosts', 'evotic', 'puregpu', 'vpsorg']);
  });

  test('`--clear` removes what was left, and nothing else', async () => {
    const place = join(folder, 'node/.stuntbox/coverage');
    await mkdir(place, { recursive: true });
    await appendFile(join(place, 'mine.txt'), 'mine');
    expect((await node('node', [STUNTBOX, 'coverage', '--clear'])).code).toBe(0);
    expect(await readdir(place)).toEqual(['mine.txt']);
    const { code, said } = await node('node', [STUNTBOX, 'coverage', '--threshold', 'operations=1']);
    expect([code, said]).toEqual([1, expect.stringContaining('No cloud was used')]);
  });
});
