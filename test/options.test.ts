/** What createCloud is given from JavaScript: every option is looked at before anything is opened. */
import { describe, expect, test } from '@jest/globals';
import { evotic } from '../handlers/evotic/index.ts';
import { vpsorg } from '../handlers/vpsorg/index.ts';
import { createCloud, manualClock } from '../index.ts';

const wrongs: [string, unknown, string][] = [
  ['an option that there is not', { seeed: 1 }, "A cloud has no option 'seeed'. Did you mean 'seed'?"],
  ['a name of a prototype', JSON.parse('{"__proto__":1}'), "A cloud has no option '__proto__'."],
  ['a name of a prototype in origins', { origins: JSON.parse('{"__proto__":"/x"}') }, "The option origins names '__proto__', which is not in this cloud."],
  ['no object', 7, 'A cloud takes options, such as { clock: … }, not 7.'],
  ['null', null, 'A cloud takes options, such as { clock: … }, not null.'],
  ['a seed that is none', { seed: {} }, 'The option seed cannot be an object. Give a text or a number.'],
  ['a seed that is no number', { seed: Number.NaN }, 'The option seed cannot be NaN. Give a text or a number.'],
  ['a start that is none', { start: 'soon' }, "Give milliseconds since the epoch, a Date, or a date such as '2025-01-16T15:30:00Z'"],
  ['a clock that is none', { clock: 5 }, 'The option clock is not a clock: it is a number. Give manualClock(), '],
  ['a function for a clock', { clock: manualClock }, 'The option clock is not a clock: it is a function, which you need to call.'],
  ['a strictness that there is not', { strict: 'document' }, "The option strict cannot be 'document'. Did you mean 'documented'?"],
  ['a strictness that is none', { strict: true }, 'The option strict cannot be true. Available: documented, vendor, inferred, assumed.'],
  ['origins that are none', { origins: '/api' }, "The option origins cannot be '/api'. Give an object with a member for each vendor, such as { vpsorg: … }."],
  ['an origin that is none', { origins: { vpsorg: 5 } }, 'The option origins.vpsorg cannot be 5. Give a URL'],
  ['a credential that is none', { credentials: { vpsorg: 5 } }, 'The option credentials.vpsorg cannot be 5. Give a credential, or a list of them.'],
  ['a list of no credentials', { credentials: { vpsorg: [5] } }, 'The option credentials.vpsorg cannot be a list.'],
  ['settings that are none', { settings: { vpsorg: 5 } }, 'The option settings.vpsorg cannot be 5. Give an object of settings.'],
  ['a setting that there is not', { settings: { vpsorg: { credit: 5 } } }, "vpsorg has no setting 'credit'. Did you mean 'credits'?"],
  ['a setting of another type', { settings: { vpsorg: { credits: '5' } } }, "The option settings.vpsorg.credits '5' is not a number up to 2 ** 53."],
  ['a setting that is not whole', { settings: { evotic: { prices: { cpu: 1 } } } }, 'The option settings.evotic.prices.ram is missing.'],
  ['a journal of a text', { journal: '5' }, "A journal takes limits, such as { entries: … }, not '5'."],
  ['a journal of half an exchange', { journal: 0.5 }, 'A journal cannot keep 0.5 exchanges. Give a whole number; 0 keeps none.'],
  ['a journal of fewer bytes than none', { journal: { bytes: -1 } }, 'A journal cannot keep -1 bytes.'],
  ['a journal with another limit', { journal: { byte: 1 } }, "A journal has no limit 'byte'. Did you mean 'bytes'?"],
  ['a history of no number', { history: Number.NaN }, 'A history cannot keep NaN changes.'],
];
test.each(wrongs)('%s is refused with what was perhaps meant', (_, options, message) => {
  expect(() => createCloud({ vpsorg, evotic }, options as never)).toThrow(message);
});

test('an undefined option is the same as an omitted one', () => {
  const nothing = {
    clock: undefined,
    seed: undefined,
    start: undefined,
    origins: undefined,
    strict: undefined,
    journal: undefined,
    settings: { vpsorg: undefined },
  };
  expect(createCloud({ vpsorg }, nothing as never).snapshot()).toEqual(createCloud({ vpsorg }).snapshot());
});

describe('a vendor', () => {
  const called = (name: string) => createCloud({ [name]: { ...vpsorg, name } as never });

  test('is called as no member of a cloud is, or is to be', () => {
    const cloud = createCloud({ vpsorg });
    const members = Object.keys(cloud).filter((name) => name !== 'vpsorg');
    expect(members.length).toBeGreaterThan(15);
    for (const name of [...members, 'listen', 'violations', 'subscribe', 'then', 'constructor', 'toString', 'hasOwnProperty'])
      expect(() => called(name)).toThrow(`A vendor cannot be named '${name}': cloud.${name} is, or may become, a member of the cloud itself.`);
    expect(() => called('acme')).not.toThrow();
  });

  test('is given in braces, not alone', () => {
    expect(() => createCloud(vpsorg as never)).toThrow("createCloud was called with the vendor 'vpsorg' itself. Pass it in braces: createCloud({ vpsorg }).");
  });

  test.each([null, undefined, 5])('is given in an object: %p is refused', (given) => {
    expect(() => createCloud(given as never)).toThrow(`createCloud was called with ${String(given)}. Pass it vendors: createCloud({ vpsorg }).`);
  });
});

test('a setting is assigned what it can be', () => {
  const cloud = createCloud({ evotic });
  expect(() => Object.assign(cloud.evotic.settings, { balance: '5' })).toThrow("The setting balance '5' is not a number up to 2 ** 53.");
  expect(() => Object.assign(cloud.evotic.settings, { prices: { cpu: 1, ram: 1 } })).toThrow('The setting prices.disk is missing');
  const prices = { cpu: 1, ram: 1, disk: 1 };
  cloud.evotic.settings.prices = prices;
  prices.cpu = 9;
  expect(cloud.evotic.settings.prices.cpu).toBe(1);
});
