/** Without the optional packages, whoever needs one is told which. */
import { expect, jest, test } from '@jest/globals';

const missing = (): never => {
  throw Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' });
};
jest.unstable_mockModule('@redis/client', missing);
jest.unstable_mockModule('prom-client', missing);

test('a store at a server says what to install', async () => {
  const { openStore } = await import('../../store/open.ts');
  await expect(openStore('valkey://127.0.0.1:6379')).rejects.toThrow(
    'A store at valkey:// or redis:// needs the package @redis/client. Install it: npm install @redis/client',
  );
});

test('metrics say what to install', async () => {
  const { openMetrics } = await import('../../server/metrics.ts');
  await expect(openMetrics()).rejects.toThrow('Metrics need the package prom-client. Install it: npm install prom-client');
});
