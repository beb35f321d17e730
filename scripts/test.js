// Runs all tests with msw 2, then the tests of the hosts again with msw 3. Ends with one line: N passed, N failed.
// Arguments after `npm test --` are passed to Jest, and then only the first run takes place.
import { jest, sum } from './jest.js';
import { legNode } from './leg.js';

const words = process.argv.slice(2);
const total = { passed: 0, failed: 0, skipped: 0 };

run('msw 2', process.execPath, 'jest.config.json', words);
if (words.length === 0) {
  const leg = legNode();
  if (leg.path) run('msw 3', leg.path, 'test/msw3/jest.config.json', []);
  else process.stderr.write(`stuntbox: skipping the tests with msw 3: ${leg.why}\n`);
}
sum(total);

function run(name, node, config, more) {
  process.stderr.write(`stuntbox: running the tests with ${name} …\n`);
  const counted = jest({ name, node, config, words: more });
  for (const key of Object.keys(total)) total[key] += counted[key];
}
