// The checks that CI runs besides the tests: lint (type-aware, imports), format, types, the package, the contracts, and that generated files are up to date.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';

const packed = '.cache/packed';
rmSync(packed, { recursive: true, force: true });
mkdirSync(packed, { recursive: true });

/** @type {[name: string, words: string[], env?: Record<string, string>][]} */
const steps = [
  ['lint', ['oxlint', '--type-aware', '--deny-warnings']],
  ['format (npx prettier --write . mends it)', ['prettier', '--check', '--log-level', 'warn', '.']],
  ['types, and the tests of types', ['tsc', '-p', 'tsconfig.json']],
  ['who may import whom', ['node', '--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js', 'test/architecture']],
  [
    "every sentence of the vendors' documents is held, and every rule by a test",
    ['node', '--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js', 'test/sentences'],
  ],
  ['generated files are fresh (npm run generate mends it)', ['node', '--import', 'tsx', 'scripts/generate.js', '--check']],
  [
    'exported contracts',
    ['redocly', 'lint', '--config', 'openapi/redocly.yaml', ...contracts()],
    { REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
  ],
  ['the package', ['npm', 'pack', '--silent', '--pack-destination', packed]],
  ['publint', ['publint', 'run', '--strict', '.']],
  ['attw', ['attw', '--pack', '.', '--profile', 'esm-only']],
];

let failed = 0;
for (const [name, words, env] of steps) {
  const { status, stdout, stderr } = spawnSync('npx', ['--no-install', ...words], { encoding: 'utf8', env: { ...process.env, ...env } });
  const good = status === 0;
  if (!good) failed += 1;
  process.stdout.write(`${good ? 'ok    ' : 'FAILED'} ${name}\n${good ? '' : `${stdout}${stderr}\n`}`);
}
process.stdout.write(failed === 0 ? 'All checks pass.\n' : `${failed} of ${steps.length} checks failed.\n`);
process.exitCode = failed === 0 ? 0 : 1;

function contracts() {
  return ['puregpu', 'elastichosts', 'drone', 'evotic', 'vpsorg', 'control'].map((name) => `openapi/${name}.json`).filter((path) => existsSync(path));
}
