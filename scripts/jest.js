// Runs Jest, and counts what it says. Has no dependencies but Jest.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';

/**
 * Runs Jest in a process of its own. What it prints goes to stderr.
 * @param {{ name: string, node?: string, config: string, words?: readonly string[] }} run
 * @returns {{ passed: number, failed: number, skipped: number }}
 */
export function jest({ name, node = process.execPath, config, words = [] }) {
  const report = `.cache/${name.replaceAll(' ', '')}.json`;
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
      ...words,
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const { numPassedTests, numFailedTests, numPendingTests, numRuntimeErrorTestSuites, numFailedTestSuites } = results(report);
  // A file that could not be loaded has no tests but counts as failed, and so does a run that exits with an error although no test failed.
  const failed = numFailedTests + numRuntimeErrorTestSuites;
  return { passed: numPassedTests, failed: status !== 0 && failed === 0 ? Math.max(1, numFailedTestSuites) : failed, skipped: numPendingTests };
}

/**
 * Prints `N passed, N failed`, the last line of every suite, and sets the exit code.
 * @param {{ passed: number, failed: number, skipped: number }} total
 */
export function sum({ passed, failed, skipped }) {
  process.stdout.write(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
}

function results(report) {
  try {
    return JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    return { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numRuntimeErrorTestSuites: 0, numFailedTestSuites: 1 };
  }
}
