/** What the addon does when Storybook starts or builds: it makes stories of files of states. For Node. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { statesOf } from '../testing/states/states-of.ts';
import type { AnyProvider } from '../vendor/provider.ts';
import { readStatesFile, STATES_FILE, storiesOf, titleOf, vendorSource, withStories, type StateStory, type StatesFile } from './states-file.ts';

interface Read {
  readonly file: StatesFile;
  readonly title: string;
  readonly stories: readonly StateStory[];
}

/** Reads a file of states, and lists its stories. */
async function read(source: string, path: string): Promise<Read> {
  const file = readStatesFile(source, path);
  const provider = await vendorIn(vendorSource(source, file, path), path);
  return { file, title: titleOf(path, provider), stories: storiesOf(statesOf(provider)) };
}

async function vendorIn({ imported, from }: { readonly imported: string; readonly from: string }, path: string): Promise<AnyProvider> {
  let module: Readonly<Record<string, unknown>>;
  try {
    const target = from.startsWith('.') ? resolve(path, '..', from) : createRequire(resolve(path)).resolve(from);
    module = (await import(pathToFileURL(target).href)) as Readonly<Record<string, unknown>>;
  } catch (error) {
    throw new Error(
      `${path}: its vendor cannot be loaded from '${from}'. ${(error as Error).message} Have the vendor in a package, or in a file that Node itself can run.`,
      {
        cause: error,
      },
    );
  }
  const provider = module[imported];
  const { name, title, contract } = Object(provider) as Partial<AnyProvider>;
  if (typeof name === 'string' && typeof title === 'string' && typeof contract === 'object') return provider as AnyProvider;
  throw new Error(`${path}: '${from}' exports no vendor '${imported}'. Hand on a vendor: export { vpsorg as vendor } from 'stuntbox/vpsorg';`);
}

/** The part of an indexer's options that is used. */
interface Indexing {
  makeTitle(title?: string): string;
}

/** What Storybook's index lists of a file of states. */
export const experimental_indexers = async (existing: readonly object[] = []): Promise<object[]> => [
  ...existing,
  {
    test: STATES_FILE,
    async createIndex(fileName: string, { makeTitle }: Indexing) {
      const { title, stories } = await read(await readFile(fileName, 'utf8'), fileName);
      return stories.map(({ exportName, name }) => ({ type: 'story', subtype: 'story', importPath: fileName, exportName, name, title: makeTitle(title) }));
    },
  },
];

/** Appends the stories to each file of states. */
export const viteFinal = (config: { readonly plugins?: readonly unknown[] }): object => ({
  ...config,
  plugins: [
    ...(config.plugins ?? []),
    {
      name: 'stuntbox:states',
      enforce: 'pre',
      async transform(source: string, id: string) {
        const path = id.split('?')[0] ?? '';
        if (!STATES_FILE.test(path)) return undefined;
        const { file, title, stories } = await read(await readFile(path, 'utf8'), path);
        return { code: withStories(source, file, title, stories), map: null };
      },
    },
  ],
});
