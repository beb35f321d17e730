/** `node --import stuntbox/coverage/setup --test`: records what the clouds of this process walk. */
import { record } from './record.ts';

// Not in a test runner's own scope, where `afterAll` does it: there, each test file would add a listener.
process.on('exit', record());
