/** The page of stories: each is played in a fresh cloud for each vendor, and its request is sent. */
import type { AnyProvider } from '../../vendor/provider.ts';
import type { Contract } from '../../vendor/contract.ts';
import type { Ask, Story } from '../../scenarios/stories.ts';
import { blocks, code, escaped, GENERATED, page, prose, table } from './markdown.ts';

/** The parts of a cloud that the page needs. */
export interface AskedCloud {
  readonly origins: Readonly<Record<string, string>>;
  readonly clock: { advance(ms: number): void };
  fetch(url: string, init: RequestInit): Promise<Response | undefined>;
}

export interface StoriesData {
  readonly stories: readonly Story[];
  readonly providers: Readonly<Record<string, AnyProvider>>;
  readonly open: (provider: AnyProvider) => AskedCloud;
  /** The path of a request, given the response to the first one. */
  readonly pathOf: (ask: Ask, answer: unknown) => string;
}

const LONGEST_BODY = 300;

export async function storiesPage(data: StoriesData): Promise<string> {
  const sections: string[] = [];
  for (const story of data.stories) sections.push(await storySection(story, data));
  return page(
    GENERATED,
    '# The same stories at each vendor',
    `What an adapter over several vendors has to bridge. Each story was played in a fresh cloud, and the vendor was asked: \`story('${data.stories[0]?.name ?? ''}').play(cloud)\`, from \`stuntbox/scenarios\`.`,
    ...sections,
  );
}

async function storySection({ name, description, by, play }: Story, { providers, open, pathOf }: StoriesData): Promise<string> {
  const rows: string[][] = [];
  for (const [vendor, telling] of Object.entries(by)) {
    const provider = providers[vendor];
    if (!provider) throw new Error(`The story '${name}' exists for '${vendor}', which is not a vendor.`);
    const cloud = open(provider);
    play(cloud);
    let before: unknown = null;
    if (telling.first) {
      const first = await (await ask(cloud, provider, telling.first.ask, telling.first.ask.path)).text();
      before = first === '' ? null : JSON.parse(first);
      cloud.clock.advance(telling.first.wait);
    }
    const path = pathOf(telling.ask, before);
    const reply = await ask(cloud, provider, telling.ask, path);
    const body = (await reply.text()).trim();
    const error = reply.headers.get('x-elastic-error');
    rows.push([
      provider.title,
      code(`${telling.ask.method} ${path}`),
      `${reply.status}${error ? ` ${error}` : ''}`,
      body === '' ? 'no body' : code(`${body.slice(0, LONGEST_BODY)}${body.length > LONGEST_BODY ? ' …' : ''}`),
      prose(escaped(telling.note ?? '')),
    ]);
  }
  return blocks(`## ${name}`, description, table(['vendor', 'request', 'status', 'body', 'note'], rows));
}

async function ask(cloud: AskedCloud, { name, contract }: AnyProvider, { method, body, credential }: Ask, path: string): Promise<Response> {
  const headers = {
    accept: 'application/json',
    ...(body && { 'content-type': 'application/json' }),
    ...(credential !== false && credentialOf(contract)),
  };
  const reply = await cloud.fetch((cloud.origins[name] ?? '') + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  if (!reply) throw new Error(`${name} did not answer ${method} ${path}.`);
  return reply;
}

function credentialOf({ components }: Contract): Record<string, string> {
  const scheme = Object.values(components.securitySchemes)[0];
  if (scheme?.type === 'apiKey') return { [scheme.name]: 'key' };
  return { authorization: scheme?.type === 'http' && scheme.scheme === 'basic' ? `Basic ${btoa('user:key')}` : 'Bearer token' };
}
