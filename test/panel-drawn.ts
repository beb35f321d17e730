/** Reads what the panel's templates draw, without a page: as text with its tags, and with the functions that its buttons call. */
import { nothing } from 'lit/html.js';
import { openSession, type Session } from '../panel/session.ts';
import { FIRST_VIEW, type Panel, type View } from '../panel/view.ts';
import { controlsInPage, type Controllable, type Controls } from '../control/in-page.ts';

/** What is drawn. */
export interface Drawn {
  readonly html: string;
  /** The text alone, as a person reads it. */
  readonly text: string;
  /** The attributes of an element that has a label or a text; fails when there is none. */
  attributes(name: string): string;
  /** Calls the listener of an element, such as `click`, with the target of the event. */
  fire(name: string, event: string, target?: object): void;
}

const isTemplate = (value: unknown): value is { strings: readonly string[]; values: readonly unknown[] } =>
  typeof value === 'object' && value !== null && 'strings' in value && 'values' in value;

/** Draws a template. */
export function drawn(template: unknown): Drawn {
  const listeners: ((event: object) => void)[] = [];
  const written = (value: unknown): string => {
    if (value === nothing || value === undefined || value === null) return '';
    if (typeof value === 'function') return `"ƒ${listeners.push(value as (event: object) => void) - 1}"`;
    if (isTemplate(value)) return value.strings.reduce((text, part, i) => text + part + (i < value.values.length ? written(value.values[i]) : ''), '');
    if (typeof value === 'object' && '_$litDirective$' in value) {
      // Of the directives, `repeat` has a list with its key and template, and `live` a value.
      const [first, , each] = (value as unknown as { values: readonly unknown[] }).values;
      return typeof each === 'function'
        ? [...(first as Iterable<unknown>)].map((one, i) => written((each as (one: unknown, i: number) => unknown)(one, i))).join('')
        : written(first);
    }
    if (typeof value === 'object' && Symbol.iterator in value) return [...(value as Iterable<unknown>)].map(written).join('');
    return (typeof value === 'string' ? value : JSON.stringify(value)).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  };
  const html = written(template);
  const plain = (text: string): string =>
    text
      .replace(/<[^>]*>/g, ' ')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&')
      .replace(/\s+/g, ' ')
      .trim();
  const attributes = (name: string): string => {
    const tags = [...html.matchAll(/<(\w+)((?:\s[^>]*)?)>/g)];
    for (const { index, 1: tag, 2: all = '', 0: whole } of tags) {
      const label = /aria-label="?([^">]*?)"?(?:\s+[@.?\w-]+=|\s*$)/.exec(all.replace(/\s+/g, ' '))?.[1];
      const end = html.indexOf(`</${tag}>`, index);
      const inner = end < 0 || !['button', 'form', 'summary', 'details'].includes(tag ?? '') ? undefined : plain(html.slice(index + whole.length, end));
      if (label === name || (label === undefined && (inner === name || (tag === 'details' && inner?.startsWith(`${name} `))))) return all;
    }
    throw new Error(`Nothing is drawn that is named '${name}':\n${html}`);
  };
  return {
    html,
    text: plain(html),
    attributes,
    fire(name, event, target = {}) {
      const [, n] = new RegExp(`@${event}="ƒ(\\d+)"`).exec(attributes(name)) ?? [];
      const listener = listeners[Number(n)];
      if (!listener) throw new Error(`'${name}' does not listen to ${event}.`);
      listener({ target, preventDefault() {} });
    },
  };
}

/** A panel without a page. */
export interface Looked extends Panel {
  readonly copied: [text: string, what: string][];
  /** What was said: what is done, or why it was refused. */
  readonly told: string[];
  /** Resolves once something holds, which is looked at whenever something is known anew. */
  until(holds: () => unknown): Promise<void>;
  close(): void;
}

/** A panel over a cloud in this process. `through` can change what its controls answer. */
export function looked(cloud: Controllable, through: (controls: Controls) => Controls = (controls) => controls): Looked {
  const waiting = new Set<() => void>();
  const look = (): void => {
    for (const one of waiting) one();
  };
  const controls = through(
    controlsInPage(cloud, (bug) => {
      throw bug;
    }),
  );
  const session: Session = openSession({ controls: () => Promise.resolve(controls) }, look);
  let view: View = FIRST_VIEW;
  const [copied, told]: [[string, string][], string[]] = [[], []];
  return {
    session,
    get view() {
      return view;
    },
    set(changes) {
      view = { ...view, ...changes };
      look();
    },
    act(task, done = '') {
      void task()
        .then(
          () => void told.push(done),
          (error: Error) => void told.push(`refused: ${error.message}`),
        )
        .then(look);
    },
    show: () => {},
    copy: (text, what) => void copied.push([text, what]),
    copied,
    told,
    until: (holds) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (!holds()) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
    close: () => session.close(),
  };
}
