/** The documents' examples of reading, on any clock: an account answers as they are printed when it is opened, and until something changes it but for what moves by itself. */
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { vendors } from '../handlers/index.ts';
import { createCloud, days, manualClock, minutes, systemClock, type Clock } from '../index.ts';
import { examples, type Example } from './documents/index.ts';
import type { Asked, Running, VendorName } from './hosts/index.ts';

const reading = (Object.keys(examples) as VendorName[]).flatMap((vendor) =>
  examples[vendor].filter(({ request }) => request.method === 'GET').map((example) => ({ vendor, ...example })),
);

function opened(clock: Clock): Omit<Running, 'advance'> {
  const cloud = createCloud(vendors, { clock });
  return {
    async ask(vendor: VendorName, { method, path, headers, body }: Asked) {
      const response = await cloud.fetch(vendors[vendor].contract.servers[0].url + path, { method, headers, ...(body !== undefined && { body }) });
      if (!response) throw new Error(`No vendor at ${path}.`);
      return response;
    },
    play: async (scenario) => cloud.play(scenario as never),
    close: async () => {},
  };
}

async function answersAsPrinted(running: Pick<Running, 'ask'>, { vendor, request, status, body, but }: Example & { vendor: VendorName }): Promise<void> {
  const answer = await running.ask(vendor, request);
  expect(answer.status).toBe(status);
  const [printed, answered] = [JSON.parse(body ?? 'null') as never, JSON.parse(await answer.text()) as never];
  if (but) but(printed, answered);
  else expect(answered).toEqual(printed);
}

describe.each(['2025-01-16T00:00:00Z', '2026-11-21T09:41:07.321Z', '2031-07-01T12:00:00Z'])('a cloud that begins at %s', (start) => {
  test.each(reading)('$vendor answers as its document prints, and goes on to: $heading', async (example) => {
    const clock = manualClock(start);
    const running = { ...opened(clock), advance: async (ms: number) => clock.advance(ms) };
    await example.before?.(running);
    await answersAsPrinted(running, example);
    clock.advance(minutes(5) - 1);
    // What is used is sampled every five minutes: who pastes a printed request has time to.
    if (example.moves === undefined || example.moves === 'What it uses.') await answersAsPrinted(running, example);
    clock.advance(days(40));
    if (example.moves === undefined) await answersAsPrinted(running, example);
    else await expect(answersAsPrinted(running, example)).rejects.toThrow('toEqual');
  });
});

describe('a cloud on the clock of the system', () => {
  afterEach(() => void jest.useRealTimers());

  test.each(reading)('$vendor answers as its document prints: $heading', async (example) => {
    // Of all that jest can fake, the date alone: it says what the wall clock says.
    const timers = ['nextTick', 'setImmediate', 'clearImmediate', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'queueMicrotask'] as const;
    jest.useFakeTimers({ now: Date.UTC(2027, 2, 1), doNotFake: [...timers, 'performance', 'hrtime'] });
    const running = { ...opened(systemClock()), advance: async (ms: number) => jest.setSystemTime(Date.now() + ms) };
    await example.before?.(running);
    await answersAsPrinted(running, example);
  });
});
