/** What the tests of the story share: the network, an order, and what a check fails with. */
import { afterAll, beforeAll } from '@jest/globals';
import { setupServer } from 'msw/node';
import 'stuntbox/jest'; // the matchers; in a project of your own: setupFilesAfterEnv: ['stuntbox/jest']
import type { Order } from './sdk.ts';

export const network = setupServer();
beforeAll(() => network.listen());
afterAll(() => network.close());

export const order: Order = { name: 'web-1', plan: '1', system: '5', location: 'us-west' };

const COLOURS = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g');

/** What a check fails with: these tests show that it fails for the right reason. */
export const failureOf = (check: Promise<unknown>): Promise<string> =>
  check.then(
    () => 'It did not fail.',
    (error: Error) => error.message.replace(COLOURS, ''),
  );
