/** A cloud per caller on the command line, and one that is kept. */
import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { BIN } from '../hosts/index.ts';
import { installed } from '../installed.ts';

const run = promisify(execFile);
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stuntbox-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs a shell script beside a server, and gives what it prints. */
const beside = async (flags: readonly string[], script: string): Promise<string> =>
  (
    await run(process.execPath, [BIN, 'run', 'vpsorg', ...flags, '--', 'sh', '-ec', script], {
      // A proxy of this machine is not for its own servers: curl and Python would ask it.
      env: { ...process.env, STUNTBOX: `${process.execPath} ${BIN}`, NO_PROXY: '*', no_proxy: '*' },
    })
  ).stdout;

const withCurl = installed('curl', '--version') ? test : test.skip;
const CURL = 'curl -sS -H "authorization: Bearer any-token-of-mine"';

withCurl('each command is for the cloud of --cloud, or else of STUNTBOX_CLOUD, or else the default one', async () => {
  const printed = await beside(
    [],
    `${CURL} -o ${folder}/x -X POST $STUNTBOX_URL/@job-42/vpsorg/servers/12345/stop/
     $STUNTBOX advance 20s --cloud job-42
     $STUNTBOX servers --cloud job-42 | head -1 | cut -f 2,4
     STUNTBOX_CLOUD=job-42 $STUNTBOX servers | head -1 | cut -f 2,4
     $STUNTBOX servers | head -1 | cut -f 2,4`,
  );
  expect(printed).toBe('12345\tstopped\n12345\tstopped\n12345\tactive\n');
});

test('a cloud that does not exist, or has no name, is said', async () => {
  expect(await beside([], `$STUNTBOX next --cloud job-42 2>&1 || true; $STUNTBOX next --cloud ../x 2>&1 || true`)).toBe(
    "stuntbox: There is no cloud 'job-42'. Available: default.\nstuntbox: --cloud: A cloud cannot be called '../x'. Give 1 to 100 letters, digits, dots, hyphens and underscores, the first a letter or a digit, such as job-42.\n",
  );
});

withCurl('with --store, clouds and their time are there again after a restart', async () => {
  const store = ['--store', `file:${folder}/clouds`];
  await beside(store, `${CURL} -o ${folder}/x -X POST $STUNTBOX_URL/@job-42/vpsorg/servers/12345/stop/; $STUNTBOX advance 20s --cloud job-42`);
  const again = JSON.parse(await beside([...store, '--durability', 'batch'], `${CURL} $STUNTBOX_URL/@job-42/vpsorg/servers/12345/`)) as object;
  expect(again).toMatchObject({ status: 'stopped', updated_at: '2025-01-16T15:30:20Z' });
});

test.each([
  [
    ['--cloud-per', 'header:cookie'],
    "--cloud-per cannot be 'header:cookie'. Give credential: a name is shown in lists and logs, and this header holds a credential.",
  ],
  [['--max-clouds', 'x'], "--max-clouds cannot be 'x'. Give a whole number, up to 1,000,000."],
  [['--idle', 'soon'], "--idle cannot be 'soon'. Give how long, such as 30m, 90s or 1h30m."],
  [['--durability', 'batch'], '--durability has no effect without a store. Give --store as well.'],
  [['--store', 'flie:x'], '--store: '],
])('%j is refused before anything listens', async (flags, why) => {
  const failed = run(process.execPath, [BIN, 'serve', '--port', '0', ...flags]);
  await expect(failed).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining(why) });
});

const pytest = spawnSync('python3', ['-m', 'pytest', '--version']).status === 0 ? test : test.skip;

pytest('the pytest fixture of docs/team.md works', async () => {
  const [, code = ''] = /```python\n# test_servers\.py[^]*?\n([^]*?)```/.exec(readFileSync(new URL('../../docs/team.md', import.meta.url), 'utf8')) ?? [];
  writeFileSync(join(folder, 'test_servers.py'), code);
  expect(await beside([], `cd ${folder} && python3 -m pytest -q -p no:cacheprovider`)).toContain('2 passed');
});
