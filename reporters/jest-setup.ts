/** `setupFilesAfterEnv: ['stuntbox/jest/coverage']`: records what the clouds of each test file walk. */
import { afterAll } from '@jest/globals';
import { record } from './record.ts';

afterAll(record());
