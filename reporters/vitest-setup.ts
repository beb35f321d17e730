/** `setupFiles: ['stuntbox/vitest/coverage']`: records what the clouds of each test file walk. */
import { afterAll } from 'vitest';
import { record } from './record.ts';

afterAll(record());
