/**
 * A file of two lines, which becomes one story for each state that a vendor's account can be in.
 * Law: the stories of the index and those of the module come from one list, so that they always agree.
 * @example
 * export { ServerCard as component } from './server-card';
 * export { vpsorg as vendor } from 'stuntbox/vpsorg';
 */
import type { ReachableState } from '../testing/states/states-of.ts';
import type { AnyProvider } from '../vendor/provider.ts';

/** The files that are read so. */
export const STATES_FILE = /\.states\.[cm]?[jt]sx?$/;

/** What such a file exports. */
export interface StatesFile {
  readonly component: Binding;
  readonly vendor: Binding;
  /** Whether it also exports `args`: a function of the cloud, for a component that needs the ID of a server. */
  readonly args: boolean;
}

/** A name in the file, or one that it hands on from another. */
export type Binding = { readonly local: string } | { readonly imported: string; readonly from: string };

/** Comments, which may hold examples. */
const COMMENTS = /\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm;

/**
 * Reads what a file exports.
 * @throws {Error} when it lacks its component or its vendor.
 */
export function readStatesFile(source: string, file: string): StatesFile {
  const code = source.replaceAll(COMMENTS, '');
  const handedOn = new Map<string, Binding>();
  for (const [, names = '', from = ''] of code.matchAll(/^\s*export\s*\{([^}]*)\}\s*from\s*['"]([^'"]+)['"]/gm))
    for (const { imported, local } of bindings(names)) handedOn.set(local, { imported, from });
  const declared = new Set(Array.from(code.matchAll(/^\s*export\s+(?:const|let|var|function|class)\s+([\w$]+)/gm), ([, name]) => name));
  const binding = (name: string): Binding | undefined => handedOn.get(name) ?? (declared.has(name) ? { local: name } : undefined);
  const [component, vendor] = [binding('component'), binding('vendor')];
  if (component && vendor) return { component, vendor, args: binding('args') !== undefined };
  throw new Error(
    `${file} does not export \`${component ? 'vendor' : 'component'}\`. A file of states has two lines: export { ServerCard as component } from './server-card'; export { vpsorg as vendor } from 'stuntbox/vpsorg';`,
  );
}

/** Where the vendor comes from: the module and its name there. */
export function vendorSource(source: string, { vendor }: StatesFile, file: string): { readonly imported: string; readonly from: string } {
  if ('from' in vendor) return vendor;
  const code = source.replaceAll(COMMENTS, '');
  const name = /^\s*export\s+const\s+vendor\s*(?::[^=]+)?=\s*([\w$]+)\s*;?\s*$/m.exec(code)?.[1];
  for (const [, names = '', from = ''] of code.matchAll(/^\s*import\s*\{([^}]*)\}\s*from\s*['"]([^'"]+)['"]/gm))
    for (const { imported, local } of bindings(names)) if (local === name) return { imported, from };
  throw new Error(`${file}: where \`vendor\` comes from cannot be read. Hand it on: export { vpsorg as vendor } from 'stuntbox/vpsorg';`);
}

/** `{ a as b, c }` */
const bindings = (names: string): { readonly imported: string; readonly local: string }[] =>
  names
    .split(',')
    .map((one) => one.trim().replace(/^type\s+/, ''))
    .filter(Boolean)
    .map((one) => {
      const [imported = '', local = imported] = one.split(/\s+as\s+/);
      return { imported, local };
    });

/** A story of a state. */
export interface StateStory {
  /** The name of the module's export. */
  readonly exportName: string;
  readonly name: string;
  readonly description: string;
  readonly state: object;
}

/** The stories of a vendor's states. */
export function storiesOf(states: readonly ReachableState[]): StateStory[] {
  return states.map(({ name, description, state, shows }) => ({
    exportName: exportNameOf(name),
    name,
    description: shows === 'at once' ? description : `${description} Shows after ${shows.after.join(' or ')}.`,
    state,
  }));
}

/** `Busy_provision_37`, for `busy: provision 37%`: an identifier that no word of the language is. */
const exportNameOf = (name: string): string => {
  const words = name.replaceAll(/[^A-Za-z0-9]+/g, '_').replace(/_$/, '');
  return words[0] !== undefined && /[a-z]/i.test(words[0]) ? words[0].toUpperCase() + words.slice(1) : `State_${words}`;
};

/** `Server card/VPS.org`, for `server-card.vpsorg.states.ts`. */
export function titleOf(file: string, { name, title }: AnyProvider): string {
  const base = file.split(/[\\/]/).at(-1)?.replace(STATES_FILE, '') ?? '';
  const own = base.split('.').filter((part) => part !== name);
  const words = own.map((part) => part.replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2').replaceAll(/[-_]+/g, ' '));
  return [...words.map((part) => part.charAt(0).toUpperCase() + part.slice(1).toLowerCase()), title].join('/');
}

/** The module with its stories. */
export function withStories(source: string, file: StatesFile, title: string, stories: readonly StateStory[]): string {
  const use = (binding: Binding, as: string): string =>
    'from' in binding ? `import { ${binding.imported} as ${as} } from ${JSON.stringify(binding.from)};` : `const ${as} = ${binding.local};`;
  const meta = [
    `title: ${JSON.stringify(title)}`,
    'component: stuntboxComponent',
    `excludeStories: ['component', 'vendor', 'args']`,
    `parameters: { cloud: { vendors: [stuntboxVendor]${file.args ? ', args' : ''} } }`,
  ];
  return [
    source,
    use(file.component, 'stuntboxComponent'),
    use(file.vendor, 'stuntboxVendor'),
    `export default { ${meta.join(', ')} };`,
    ...stories.map(
      ({ exportName, name, description, state }) =>
        `export const ${exportName} = { name: ${JSON.stringify(name)}, parameters: { cloud: { at: ${JSON.stringify(state)} }, docs: { description: { story: ${JSON.stringify(description)} } } } };`,
    ),
    '',
  ].join('\n');
}
