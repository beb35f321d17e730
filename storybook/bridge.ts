/**
 * The controls of the story's cloud, for the manager: it is another page, which Storybook's channel connects with the preview.
 * Law: only text and numbers cross the channel, since it makes a Date of what looks like one.
 */
import { controlFetch, IN_PROCESS } from '../control/in-process.ts';
import type { AnyCloud } from '../cloud/cloud.ts';
import { ABORT, ANSWER, ASK, END, PART, SHOWN, WHO, type Asked, type Channel, type ShownCloud } from './channel.ts';
import { aliasOf } from './globals.ts';
import { onStoryCloud, storyCloud } from './story-cloud.ts';

const serving = new WeakSet<Channel>();
const numbers = new WeakMap<AnyCloud, number>();
let clouds = 0;

/** Answers the manager on a channel, from now on. */
export function serveManager(channel: Channel): void {
  if (serving.has(channel)) return;
  serving.add(channel);
  const running = new Map<string, AbortController>();
  const tell = (cloud: AnyCloud | undefined): void => channel.emit(SHOWN, told(cloud));
  onStoryCloud((cloud) => {
    for (const one of running.values()) one.abort();
    tell(cloud);
  });
  channel.on(WHO, () => tell(storyCloud()));
  channel.on(ABORT, ({ id }: { readonly id: string }) => running.get(id)?.abort());
  channel.on(ASK, (asked: Asked) => {
    const end = new AbortController();
    running.set(asked.id, end);
    void answer(channel, asked, end.signal).finally(() => running.delete(asked.id));
  });
}

async function answer(channel: Channel, { id, method, path, headers, body }: Asked, signal: AbortSignal): Promise<void> {
  const cloud = storyCloud();
  try {
    if (!cloud) throw new Error('The story has no cloud. Give it one: parameters: { cloud: { vendors: [vpsorg] } }.');
    const response = await fetchOf(cloud)(IN_PROCESS + path, { method, headers, signal, ...(body !== null && { body }) });
    channel.emit(ANSWER, { id, status: response.status, headers: Object.fromEntries(response.headers) });
    const decoder = new TextDecoder();
    const reader = response.body?.getReader();
    for (let read = await reader?.read(); read && !read.done; read = await reader?.read())
      channel.emit(PART, { id, text: decoder.decode(read.value, { stream: true }) });
    channel.emit(END, { id });
  } catch (error) {
    channel.emit(END, { id, error: error instanceof Error ? error.message : String(error) });
  }
}

const fetches = new WeakMap<AnyCloud, typeof fetch>();

function fetchOf(cloud: AnyCloud): typeof fetch {
  const known = fetches.get(cloud) ?? controlFetch(cloud, (thrown) => console.error(thrown));
  fetches.set(cloud, known);
  return known;
}

function told(cloud: AnyCloud | undefined): ShownCloud {
  if (!cloud) return { number: null, scenarios: [] };
  const number = numbers.get(cloud) ?? (clouds += 1);
  numbers.set(cloud, number);
  const scenarios = Object.values(cloud.vendors).flatMap((provider) => Object.values(provider.scenarios ?? {}));
  return { number, scenarios: scenarios.map(({ name, description }) => ({ alias: aliasOf(name), name, description })) };
}
