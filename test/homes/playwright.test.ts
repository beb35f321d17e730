/** The Playwright fixture beside the built package, run by Playwright itself in four workers; msw is absent. Left out where there is no Chromium. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, mkdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createCloud } from '../../index.ts';
import { puregpu } from '../../handlers/puregpu/index.ts';
import { vpsorg } from '../../handlers/vpsorg/index.ts';
import { CHROMIUM } from '../chromium.ts';
import { ROOT } from '../pages.ts';

interface Result {
  readonly status: string;
  readonly workerIndex: number;
  readonly errors: readonly { readonly message: string }[];
  readonly attachments: readonly { readonly name: string; readonly contentType: string; readonly body?: string }[];
}
interface Spec {
  readonly title: string;
  readonly tests: readonly { readonly results: readonly Result[]; readonly annotations: readonly { readonly type: string; readonly description?: string }[] }[];
}
interface Suite {
  readonly specs?: readonly Spec[];
  readonly suites?: readonly Suite[];
}

let folder = '';
/** Runs a folder of tests, and returns what the JSON report says of each. */
const run = async (tests: string): Promise<readonly Spec[]> => {
  // This test's own runner must not show through.
  const { NODE_OPTIONS: _, JEST_WORKER_ID: __, FORCE_COLOR: ___, ...env } = process.env;
  const stdout = await new Promise<string>((resolve) => {
    execFile(
      process.execPath,
      ['node_modules/@playwright/test/cli.js', 'test', tests, '--reporter=json'],
      { cwd: folder, env: { ...env, NO_COLOR: '1', CHROMIUM }, timeout: 570_000, maxBuffer: 64_000_000 },
      // Failing tests are part of what is run.
      (_error, out) => resolve(out),
    );
  });
  const specs = ({ specs: own = [], suites = [] }: Suite): readonly Spec[] => [...own, ...suites.flatMap(specs)];
  const report = JSON.parse(stdout) as Suite & { readonly errors: readonly { readonly message: string }[] };
  // What keeps a whole file from running.
  expect(report.errors.map(({ message }) => message)).toEqual([]);
  return specs(report);
};
const resultOf = ({ tests }: Spec): Result => tests[0]?.results[0] as Result;

(CHROMIUM === undefined ? describe.skip : describe)('in Chromium', () => {
  beforeAll(async () => {
    if (!existsSync(join(ROOT, 'dist'))) throw new Error('There is no dist/ to test. Build it with: npm run build');
    folder = await mkdtemp(join(tmpdir(), 'stuntbox-playwright-'));
    await cp(join(ROOT, 'test/projects/playwright'), folder, { recursive: true });
    await mkdir(join(folder, 'node_modules/@playwright'), { recursive: true });
    // A copy of the package, so that it finds nothing beside it: neither msw nor what else develops it.
    await mkdir(join(folder, 'node_modules/stuntbox'));
    await cp(join(ROOT, 'dist'), join(folder, 'node_modules/stuntbox/dist'), { recursive: true });
    await cp(join(ROOT, 'package.json'), join(folder, 'node_modules/stuntbox/package.json'));
    for (const name of ['tinyqueue', 'fflate']) await symlink(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name));
    await symlink(join(ROOT, 'node_modules/@playwright/test'), join(folder, 'node_modules/@playwright/test'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('every test has its own cloud, in four workers', async () => {
    const specs = await run('tests');
    expect(
      specs.filter((spec) => resultOf(spec).status !== 'passed').map((spec) => [spec.title, ...resultOf(spec).errors.map(({ message }) => message)]),
    ).toEqual([]);
    expect(specs).toHaveLength(21);
    expect(new Set(specs.map((spec) => resultOf(spec).workerIndex)).size).toBe(4);
  }, 600_000);

  test('a test that fails leaves journal, violations and link in its report, to read and as JSON', async () => {
    const specs = await run('failing');
    const named = (title: string): Spec => specs.find((spec) => spec.title === title) as Spec;
    const attached = (spec: Spec, name: string): string =>
      Buffer.from(resultOf(spec).attachments.find((one) => one.name === name)?.body ?? '', 'base64').toString('utf8');

    const byPage = named('fails by its page');
    expect(resultOf(byPage).status).toBe('failed');
    expect(byPage.tests[0]?.annotations).toEqual([{ type: 'stuntbox', description: '1 violation of the contract' }]);
    const journal = attached(byPage, 'stuntbox journal');
    // The page asks by itself, too, so that the numbers are those of the moment.
    expect(journal).toMatch(/^\d+\. 2025-01-16T15:30:00\.000Z vpsorg: POST \/api\/v1\/servers\/ → 201$/m);
    expect(journal).toContain('?colour=blue → 200\n   GET /servers/: query.colour is not documented.');
    expect(journal).toContain("The cloud's clock stands at 2025-01-16T15:31:00.000Z.");
    expect(journal).not.toContain('Bearer t');
    expect((JSON.parse(attached(byPage, 'stuntbox journal.json')) as unknown[]).length).toBeGreaterThanOrEqual(4);
    expect(attached(byPage, 'stuntbox violations')).toMatch(/^request \d+: GET \/servers\/: query\.colour is not documented\. VPS\.org ignores it\.\n$/);
    expect(JSON.parse(attached(byPage, 'stuntbox violations.json'))).toEqual([expect.objectContaining({ place: 'query.colour' })]);
    // The link shows what the test saw.
    const [fragment = ''] = attached(byPage, 'stuntbox link').split('\n');
    const seen = createCloud.fromLink({ vpsorg, puregpu }, fragment);
    expect(seen.vpsorg.servers.find({ name: 'web-9' })?.status).toBe('provisioning');
    expect(new Date(seen.clock.now()).toISOString()).toBe('2025-01-16T15:31:00.000Z');
    expect(JSON.parse(attached(byPage, 'stuntbox link.json'))).toEqual(JSON.parse(JSON.stringify(seen.toLink())));

    const byViolation = named('fails by a violation that its page hides');
    expect(resultOf(byViolation).errors.map(({ message }) => message)).toEqual([expect.stringContaining("violations: 'throw'. Nothing was done.")]);
    expect(attached(byViolation, 'stuntbox journal')).toContain('?colour=blue → no reply');

    expect(resultOf(named('fails by an option that does not exist')).errors[0]?.message).toContain(
      "cloudOptions has no option 'scenaro'. Did you mean 'scenario'?",
    );
    const passing = named('passes and leaves nothing');
    expect([resultOf(passing).status, resultOf(passing).attachments]).toEqual(['passed', []]);
  }, 600_000);
});
