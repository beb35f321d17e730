/** The parts of the addon for Storybook that need no browser; `npm run stories` tests the whole. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { vendors } from '../handlers/index.ts';
import { vpsorg } from '../handlers/vpsorg/index.ts';
import { minutes, statesOf } from '../index.ts';
import { followDate } from '../storybook/date.ts';
import { aliasOf, scenarioFor } from '../storybook/globals.ts';
import { cloudOf } from '../storybook/index.ts';
import { readParameters } from '../storybook/parameters.ts';
import { experimental_indexers, viteFinal } from '../storybook/preset.ts';
import { readStatesFile, storiesOf, titleOf, vendorSource, withStories } from '../storybook/states-file.ts';
import { enter, onStoryCloud, opened, storyCloud, type CloudContext } from '../storybook/story-cloud.ts';
import type { AnyProvider } from '../vendor/provider.ts';

const TWO_LINES = `export { ServerCard as component } from './server-card.tsx';\nexport { vpsorg as vendor } from 'stuntbox/vpsorg';\n`;

describe('a file of states', () => {
  test('is read by what it exports, in either way of writing it', () => {
    const file = readStatesFile(TWO_LINES, 'a.states.ts');
    expect(file).toEqual({
      component: { imported: 'ServerCard', from: './server-card.tsx' },
      vendor: { imported: 'vpsorg', from: 'stuntbox/vpsorg' },
      args: false,
    });
    const other = `import { vpsorg } from 'stuntbox/vpsorg';\nexport const vendor = vpsorg;\nexport function component() {}\nexport const args = () => ({});\n`;
    const commented = `/*\nexport const args = 1;\n*/\n${TWO_LINES}`;
    expect(readStatesFile(commented, 'a.states.ts')).toEqual(file);
    expect(readStatesFile(other, 'a.states.ts')).toEqual({ component: { local: 'component' }, vendor: { local: 'vendor' }, args: true });
    expect(vendorSource(other, readStatesFile(other, 'a.states.ts'), 'a.states.ts')).toEqual({ imported: 'vpsorg', from: 'stuntbox/vpsorg' });
  });

  test('that lacks a line is an error that shows both', () => {
    expect(() => readStatesFile("export { A as component } from './a';", 'a.states.ts')).toThrow(
      'a.states.ts does not export `vendor`. A file of states has two lines: export { ServerCard as component }',
    );
    expect(() => readStatesFile('// export { vpsorg as vendor } from "stuntbox/vpsorg";', 'a.states.ts')).toThrow('does not export `component`');
    const lost = 'export const vendor = made();\nexport const component = 1;';
    expect(() => vendorSource(lost, readStatesFile(lost, 'a.states.ts'), 'a.states.ts')).toThrow('where `vendor` comes from cannot be read');
  });

  test.each(Object.entries(vendors) as [string, AnyProvider][])(
    'of %s has a story for each state, under a name that is an identifier and its own',
    (_, provider) => {
      const stories = storiesOf(statesOf(provider));
      expect(new Set(stories.map(({ exportName }) => exportName)).size).toBe(stories.length);
      // Storybook's ids ignore case and what is neither a letter nor a digit.
      expect(new Set(stories.map(({ exportName }) => exportName.toLowerCase().replaceAll('_', '-'))).size).toBe(stories.length);
      for (const { exportName } of stories) expect(exportName).toMatch(/^[A-Z]\w*$/);
    },
  );

  test('becomes a module with those stories', () => {
    const stories = storiesOf(statesOf(vpsorg)).slice(0, 1);
    const code = withStories(TWO_LINES, readStatesFile(TWO_LINES, 'a.states.ts'), 'Server card/VPS.org', stories);
    expect(code).toContain(TWO_LINES);
    expect(code).toContain('import { vpsorg as stuntboxVendor } from "stuntbox/vpsorg";');
    expect(code).toContain('export default { title: "Server card/VPS.org", component: stuntboxComponent');
    expect(code).toContain('export const Active = { name: "active", parameters: { cloud: { at: {"status":"active"} }');
  });

  test('hands its `args` on, and says of a story after which request it shows', () => {
    const file = { ...readStatesFile(TWO_LINES, 'a.states.ts'), args: true };
    const stories = storiesOf(statesOf(vpsorg));
    expect(withStories(TWO_LINES, file, 'Card', stories)).toContain('parameters: { cloud: { vendors: [stuntboxVendor], args } }');
    const told = (name: string): string | undefined => stories.find((one) => one.name === name)?.description;
    expect(told('refused: payment-required')).toMatch(/ Shows after POST \/servers\/( or .*)?\.$/);
    expect(told('refused: unavailable')).not.toContain('Shows after');
    expect(told('stopped')).toBe('The server is stopped.');
  });

  test('what is no vendor is an error that names the file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'states-'));
    try {
      const [indexer] = (await experimental_indexers()) as { createIndex(file: string, options: object): Promise<object[]> }[];
      const path = join(folder, 'card.states.ts');
      writeFileSync(
        join(folder, 'vendor.mjs'),
        `export const text = 'vpsorg'; export const named = { name: 'vpsorg' }; export const nothing = null; export function vpsorg() {}`,
      );
      for (const name of ['text', 'named', 'nothing', 'vpsorg', 'absent']) {
        writeFileSync(path, `export { Card as component } from './card';\nexport { ${name} as vendor } from './vendor.mjs';\n`);
        await expect(indexer?.createIndex(path, { makeTitle: String })).rejects.toThrow(
          `${path}: './vendor.mjs' exports no vendor '${name}'. Hand on a vendor:`,
        );
      }
      writeFileSync(path, `export { Card as component } from './card';\nexport { a as vendor } from './gone.mjs';\n`);
      await expect(indexer?.createIndex(path, { makeTitle: String })).rejects.toThrow(`${path}: its vendor cannot be loaded from './gone.mjs'.`);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('the indexers and plugins that a Storybook has already stay', async () => {
    const [indexer, plugin] = [{}, {}];
    expect((await experimental_indexers([indexer]))[0]).toBe(indexer);
    expect((viteFinal({ plugins: [plugin] }) as { plugins: object[] }).plugins[0]).toBe(plugin);
  });

  test('is titled by its name and its vendor', () => {
    expect(titleOf('/src/server-card.vpsorg.states.ts', vpsorg)).toBe('Server card/VPS.org');
    expect(titleOf('C:\\src\\ServerCard.states.tsx', vpsorg)).toBe('Server card/VPS.org');
  });

  test('the index and the module list the same stories', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'states-'));
    try {
      writeFileSync(join(folder, 'vendor.mjs'), `export const own = globalThis.vendorOfTheTest;`);
      (globalThis as { vendorOfTheTest?: AnyProvider }).vendorOfTheTest = vpsorg;
      const path = join(folder, 'card.states.ts');
      writeFileSync(path, `export { Card as component } from './card';\nexport { own as vendor } from './vendor.mjs';\n`);
      const [indexer] = (await experimental_indexers([])) as { createIndex(file: string, options: object): Promise<{ exportName: string; title: string }[]> }[];
      const entries = await indexer?.createIndex(path, { makeTitle: (title: string) => title });
      const { plugins } = viteFinal({}) as { plugins: { transform(source: string, id: string): Promise<{ code: string } | undefined> }[] };
      const made = await plugins[0]?.transform('', `${path}?t=1`);
      expect(entries?.map(({ exportName }) => exportName)).toEqual([...(made?.code ?? '').matchAll(/^export const (\w+) = \{ name/gm)].map(([, name]) => name));
      expect(entries?.length).toBe(statesOf(vpsorg).length);
      expect(await plugins[0]?.transform('', '/src/card.stories.ts')).toBeUndefined();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

const { fetch, Date: realDate } = globalThis;
const context = (signal: AbortSignal, cloud?: object): CloudContext => ({ parameters: cloud ? { cloud } : {}, globals: {}, args: {}, abortSignal: signal });

describe("a story's parameters", () => {
  test('open its cloud: the state, then the scenarios, then what it arranges, then the toolbar', () => {
    const said: string[] = [];
    const parameters = readParameters({
      vendors: [vpsorg],
      at: { status: 'stopped' },
      scenario: 'vpsorg/out-of-credits',
      arrange: () => said.push('arranged'),
    });
    const cloud = opened(parameters, { cloudScenario: 'vpsorg__outage', cloudAdvanced: minutes(1) });
    expect(said).toEqual(['arranged']);
    expect(cloud.faults.all()).toHaveLength(1);
    expect(cloud.clock.now()).toBe(opened(parameters, {}).clock.now() + minutes(1));
    expect(cloud.snapshot().accounts['vpsorg']).toMatchObject({ settings: { credits: 0 }, tables: { servers: [{ status: 'stopped' }] } });
  });

  test('that are wrong are named', () => {
    expect(() => readParameters({ vendor: [vpsorg] })).toThrow("parameters.cloud has no member 'vendor'. Did you mean 'vendors'?");
    expect(() => readParameters({ at: {} })).toThrow('Give a list of vendors: vendors: [vpsorg]');
    expect(() => readParameters({ vendors: [vpsorg, null] })).toThrow('Give a list of vendors');
    expect(() => readParameters('vpsorg')).toThrow('must be an object');
    expect(() => opened(readParameters({ vendors: [vpsorg], at: { status: 'stoped' } }), {})).toThrow("Did you mean 'stopped'?");
  });

  test.each([
    [{ at: null }, "parameters.cloud.at is null. Give a state, such as { busy: 'provision', progress: 37 }, or leave it out."],
    [{ at: false }, 'parameters.cloud.at is false.'],
    [{ at: 'stopped' }, "parameters.cloud.at is 'stopped'. Give a state"],
    [{ scenario: null }, 'parameters.cloud.scenario is null. Give a scenario'],
    [{ scenario: ['vpsorg/outage', 5] }, 'parameters.cloud.scenario is a list. Give a scenario'],
    [{ scenario: 'vpsorg/outge' }, "Did you mean 'vpsorg/outage'?"],
    [{ arrange: 'all' }, "parameters.cloud.arrange is 'all'. Give a function of the cloud"],
    [{ arrange: async () => {} }, 'parameters.cloud.arrange returned a promise'],
    [{ args: { id: 1 } }, 'parameters.cloud.args is an object. Give a function of the cloud'],
    [{ args: () => null }, 'parameters.cloud.args returned null. Return an object'],
    [
      { at: { status: 'active', busy: 'provision' } },
      'parameters.cloud.at is {"status":"active","busy":"provision"}, merged from the preview, the file and the story. A server',
    ],
    [
      { at: { busy: 'provision' }, scenario: 'vpsorg/empty-account' },
      "parameters.cloud has `at` and the scenario 'vpsorg/empty-account', and both are about the servers of VPS.org: it changes them. Leave one of them out.",
    ],
    [
      { at: { empty: true }, scenario: vpsorg.scenarios.serverSuspended },
      "the scenario 'vpsorg/server-suspended', and both are about the servers of VPS.org: There is no 12345 in servers",
    ],
  ])('that make no story, %j, are an error that says what would', (wrong, message) => {
    expect(() => enter(context(new AbortController().signal, { vendors: [vpsorg], ...wrong }))).toThrow(message);
    // A story that fails leaves the page as it was.
    expect([globalThis.fetch === fetch, Date === realDate, storyCloud()]).toEqual([true, true, undefined]);
  });

  test('a scenario that is about something else goes with a state', () => {
    const cloud = opened(
      readParameters({ vendors: [vpsorg, vendors.evotic], at: { status: 'stopped' }, scenario: ['vpsorg/out-of-credits', 'evotic/empty-account'] }),
      {},
    );
    expect(cloud.snapshot().accounts['vpsorg']).toMatchObject({ tables: { servers: [{ status: 'stopped' }] } });
    expect(cloud.snapshot().accounts['evotic']).toMatchObject({ tables: { servers: [] } });
  });

  test('a scenario of the toolbar that has no place in the story says so', () => {
    const parameters = readParameters({ vendors: [vpsorg], at: { busy: 'provision' } });
    expect(() => opened(parameters, { cloudScenario: 'vpsorg__server-suspended' })).toThrow(
      "The toolbar's scenario 'vpsorg/server-suspended' cannot be played in this story: There is no 12345 in servers. Available: 12347. The scenario is about the servers of a fresh account, and this story's `at` has others. Choose another in the toolbar.",
    );
  });

  test('a scenario has an alias without a slash', () => {
    expect(aliasOf('vpsorg/out-of-credits')).toBe('vpsorg__out-of-credits');
    expect(scenarioFor({ vpsorg }, 'vpsorg__out-of-credits')).toBe('vpsorg/out-of-credits');
    expect(scenarioFor({ vpsorg }, 'constructor')).toBeUndefined();
  });
});

describe('a story in a page', () => {
  afterEach(() => enter(context(new AbortController().signal)));

  test('has a cloud from its mount on, keeps it while it is drawn again, and has another in its next mount', () => {
    const mount = new AbortController().signal;
    const first = context(mount, { vendors: [vpsorg], args: () => ({ id: 12345 }) });
    enter(first);
    expect(first.args).toEqual({ id: 12345 });
    expect(Date.now()).toBe(first.cloud?.clock.now());
    const again = context(mount, { vendors: [vpsorg] });
    enter(again);
    expect(again.cloud).toBe(first.cloud);
    const next = context(new AbortController().signal, { vendors: [vpsorg] });
    enter(next);
    expect(next.cloud).not.toBe(first.cloud);
    expect(cloudOf(next, vpsorg).vpsorg.servers.size).toBe(2);
    expect(() => cloudOf(next, vendors.drone)).toThrow("has no vendor 'drone'");
  });

  test('who watches hears of each cloud, and when there is none', () => {
    const heard: unknown[] = [];
    onStoryCloud((cloud) => heard.push(cloud));
    const first = context(new AbortController().signal, { vendors: [vpsorg] });
    enter(first);
    enter(context(new AbortController().signal));
    expect(heard).toHaveLength(2);
    expect(heard).toEqual([first.cloud, undefined]);
  });

  test('a story without a cloud has the page as it was', () => {
    enter(context(new AbortController().signal, { vendors: [vpsorg] }));
    expect(globalThis.fetch).not.toBe(fetch);
    const none = context(new AbortController().signal);
    enter(none);
    expect([globalThis.fetch === fetch, Date === realDate, storyCloud(), none.cloud]).toEqual([true, true, undefined, undefined]);
    expect(() => cloudOf(none, vpsorg)).toThrow('This story has no cloud.');
    expect(() => cloudOf(undefined as never, vpsorg)).toThrow('This story has no cloud.');
    const one = context(new AbortController().signal, { vendors: [vpsorg] });
    enter(one);
    for (const wrong of [null, 'vpsorg', {}])
      expect(() => cloudOf(one, wrong as never)).toThrow('cloudOf needs the context of the story and its vendors, as in cloudOf(context, vpsorg), not');
  });
});

test('Date follows a clock in all its forms, and is put back', () => {
  const real = Date;
  let now = 5;
  const back = followDate(() => now);
  try {
    expect([Date.now(), new Date().getTime(), +new Date(7), Date.UTC(1970, 0, 1, 0, 0, 1)]).toEqual([5, 5, 7, 1000]);
    now = 9;
    expect(new Date().getTime()).toBe(9);
    expect(Date()).toBe(new real(9).toString());
    expect(new Date()).toBeInstanceOf(Date);
    expect(new real(1)).toBeInstanceOf(Date);
    expect(new (class extends Date {})().getTime()).toBe(9);
  } finally {
    back();
  }
  expect(Date).toBe(real);
});
