// Runs all tests with msw 2, then the tests of the hosts again with msw 3. Ends with one line: N passed, N failed.
// Arguments after `npm test --` are passed to Jest, and then only the first run takes place.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { legNode } from './leg.js';

const words = process.argv.slice(2);
const total = { passed: 0, failed: 0, skipped: 0 };

run('msw 2', process.execPath, 'jest.config.json', words);
if (words.length === 0) {
  const leg = legNode();
  if (leg.path) run('msw 3', leg.path, 'test/msw3/jest.config.json', []);
  else process.stderr.write(`stuntbox: skipping the tests with msw 3: ${leg.why}\n`);
}
process.stdout.write(`${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}\n`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;

function run(name, node, config, more) {
  process.stderr.write(`stuntbox: running the tests with ${name} …\n`);
  const report = `.cache/${name.replace(' ', '')}.json`;
  mkdirSync('.cache', { recursive: true });
  rmSync(report, { force: true });
  const { status } = spawnSync(
    node,
    [
      '--experimental-vm-modules',
      '--no-warnings',
      'node_modules/jest/bin/jest.js',
      '--config',
      config,
      '--maxWorkers=100%',
      '--json',
      '--outputFile',
      report,
      ...more,
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const { numPassedTests, numFailedTests, numPendingTests, numRuntimeErrorTestSuites, numFailedTestSuites } = results(report);
  total.passed += numPassedTests;
  // A file that could not be loaded has no tests but counts as failed, and so does a run that exits with an error although no test failed.
  total.failed += numFailedTests + numRuntimeErrorTestSuites;
  if (status !== 0 && numFailedTests + numRuntimeErrorTestSuites === 0) total.failed += Math.max(1, numFailedTestSuites);
  total.skipped += numPendingTests;
}

function results(report) {
  try {
    return JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    return { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numRuntimeErrorTestSuites: 0, numFailedTestSuites: 1 };
  }
}
