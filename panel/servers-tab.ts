/** The servers of a vendor: state, task and progress, and each action as accepted or refused, in the words of the vendor. */
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Server } from './connection.ts';
import { icons } from './icons.ts';
import { PAGE } from './session.ts';
import { toggled, type Panel } from './view.ts';
import { lasting, wordsOf } from './words.ts';

export function serversTab(panel: Panel): TemplateResult {
  const { session, view } = panel;
  const { accounts, servers, refused } = session.known;
  const total = servers?.total ?? 0;
  const at = view.at ?? session.now();
  return html`<div class="tools">
      <span class="group" role="group" aria-label="Vendor">
        ${accounts.map(
          ({ vendor, title, tables }) =>
            html`<button aria-pressed=${vendor === view.vendor} @click=${() => panel.set({ vendor, offset: 0, records: new Set() })}>
              ${title} <span class="count">${tables.find(({ name }) => name === 'servers')?.size ?? 0}</span>
            </button>`,
        )}
      </span>
      <span class="space"></span>
      ${total > PAGE ? pages(panel, total) : nothing}
    </div>
    ${
      refused === undefined
        ? servers === undefined
          ? html`<p class="empty">Reading the servers…</p>`
          : servers.list.length === 0
            ? html`<p class="empty">
                No servers at ${accounts.find(({ vendor }) => vendor === view.vendor)?.title}${view.at === undefined ? '' : ' at that time'}.
              </p>`
            : html`<ul aria-label="Servers">
                ${repeat(
                  servers.list,
                  ({ key }) => key,
                  (server) => row(panel, server, at),
                )}
              </ul>`
        : html`<p class="empty bad-text" role="alert">${refused}</p>`
    }`;
}

function pages({ view, set }: Panel, total: number): TemplateResult {
  const last = Math.min(view.offset + PAGE, total);
  return html`<span class="muted">${Math.min(view.offset + 1, total)}–${last} of ${total}</span>
    <span class="group">
      <button ?disabled=${view.offset === 0} @click=${() => set({ offset: Math.max(0, view.offset - PAGE) })}>Previous</button>
      <button ?disabled=${last >= total} @click=${() => set({ offset: view.offset + PAGE })}>Next</button>
    </span>`;
}

function row(panel: Panel, server: Server, at: number): TemplateResult {
  const { key, record, status, task, progress, allowed } = server;
  const name = nameOf(record) ?? String(key);
  // It is written when somebody looks: a running clock draws the page several times a second.
  const shown = panel.view.records.has(key);
  const tone = task ? 'busy' : toneOf(status);
  return html`<li class="server">
    <span class="name"><b>${name}</b>${name === String(key) ? nothing : html`<span class="mono">${key}</span>`}</span>
    <span class="is">
      <span class="pill ${tone}">${task ? icons.lock : nothing}${status}</span>
      ${
        task
          ? html`<span class="task">
              ${task.action}${progress === null ? nothing : ` ${progress}%`}${task.endsAt === null ? ', stuck' : html`, ${lasting(task.endsAt - at)} left`}
              ${progress === null ? nothing : html`<progress max="100" .value=${progress} aria-label="${task.action} of ${name}"></progress>`}
            </span>`
          : nothing
      }
    </span>
    <span class="does">
      ${everyAction(server).map((action) =>
        allowed.includes(action)
          ? html`<button
              aria-label="${action} ${name}"
              ?disabled=${panel.view.at !== undefined}
              title=${panel.view.at === undefined ? `Begin ${action}` : 'Accepted at that time. Go back to now to begin it.'}
              @click=${() => begin(panel, key, action)}
            >
              ${action}
            </button>`
          : // What is refused keeps its place, so that no button is another a moment later. In words it stands below.
            html`<span class="cannot" aria-hidden="true">${action}</span>`,
      )}
    </span>
    <details class="wide" ?open=${shown} @toggle=${(event: Event) => panel.set({ records: toggled(panel.view.records, key, event) })}>
      <summary><span>Record</span> ${refusals(server)}</summary>
      ${shown ? html`<pre tabindex="0" aria-label="Record of ${name}">${JSON.stringify(record, null, 2)}</pre>` : nothing}
    </details>
  </li>`;
}

/** What can be begun and what cannot, in an order that does not depend on which is which. */
const everyAction = ({ allowed, refused }: Server): string[] => [...allowed, ...refused.map(({ action }) => action)].sort();

/** The actions that would be refused, together where the vendor says the same; what it says itself comes first. */
function refusals({ refused }: Server): TemplateResult[] {
  const groups = new Map<string, { readonly actions: string[]; readonly status: number | null; readonly words: string; readonly why: string }>();
  for (const { action, status, body, why } of refused) {
    const words = wordsOf(body);
    const said = `${status} ${words || why}`;
    const group = groups.get(said) ?? { actions: [], status, words, why };
    group.actions.push(action);
    groups.set(said, group);
  }
  return [...groups.values()]
    .sort((a, b) => Number(a.status === null) - Number(b.status === null))
    .map(
      ({ actions, status, words, why }) =>
        html`<span class="refused" title=${why}>
          Refuses ${actions.join(', ')}: ${status === null ? nothing : html`<span class="mono">${status}</span> `}${words === '' ? why : html`<q>${words}</q>`}
        </span>`,
    );
}

const begin = ({ act, session, view }: Panel, key: string | number, action: string): void =>
  act(
    () =>
      session.send('POST /clouds/{cloud}/accounts/{vendor}/servers/{key}/begin', {
        path: { ...session.path, vendor: view.vendor, key: String(key) },
        body: { action },
      }),
    `${action} has begun.`,
  );

/** The members by which vendors name their servers. */
function nameOf(record: Readonly<Record<string, unknown>>): string | undefined {
  for (const member of ['name', 'hostname', 'label', 'domain']) {
    const value = Object.hasOwn(record, member) ? record[member] : undefined;
    if (typeof value === 'string' && value !== '') return value.length > 200 ? `${value.slice(0, 200)}…` : value;
  }
  return undefined;
}

/** The colour of a status, by the words that most vendors share; the word itself always stands beside it. */
const toneOf = (status: string): string =>
  /run|active|online|ready|up$/i.test(status) ? 'good' : /err|fail|suspend|dead|broken/i.test(status) ? 'bad' : /ing$|pend|queue/i.test(status) ? 'busy' : '';
