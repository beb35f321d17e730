/** The journal as it flows, latest first: a bounded list, of which more is shown on demand. */
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Exchange } from './connection.ts';
import { curlOf } from './curl.ts';
import { searched, searchField } from './search-field.ts';
import { EXCHANGES, toggled, type Panel } from './view.ts';
import { clipped, pretty, timeOfDay } from './words.ts';

export function journalTab(panel: Panel): TemplateResult {
  const { session, view } = panel;
  const { journal } = session.known;
  const found = searched(journal, view.exchange, wordsIn);
  return html`${searchField({
    label: 'Search the journal',
    placeholder: 'Method, path, status, why',
    text: view.exchange,
    change: (exchange) => panel.set({ exchange, exchanges: EXCHANGES }),
    found: found.length,
    all: journal.length,
    noun: 'exchange',
  })}
  ${
    found.length === 0
      ? html`<p class="empty">${journal.length === 0 ? 'No requests yet. They appear here as they come.' : 'No exchange has these words.'}</p>`
      : repeat(
          found.slice(0, view.exchanges),
          ({ n }) => n,
          (exchange) => row(panel, exchange),
        )
  }
  ${
    found.length > view.exchanges
      ? html`<div class="foot">
          <button @click=${() => panel.set({ exchanges: view.exchanges + EXCHANGES })}>Show ${Math.min(EXCHANGES, found.length - view.exchanges)} older</button>
        </div>`
      : nothing
  }`;
}

const wordsIn = ({ vendor, request, reply, why }: Exchange): string =>
  `${vendor} ${request.method} ${request.path}?${request.query} ${reply?.status ?? 'dropped'} ${why ?? ''}`;

function row(panel: Panel, exchange: Exchange): TemplateResult {
  const { n, at, vendor, request, reply, why } = exchange;
  const violations = violationsOf(exchange);
  const open = panel.view.opened.has(n);
  return html`<details class="exchange" ?open=${open} @toggle=${(event: Event) => panel.set({ opened: toggled(panel.view.opened, n, event) })}>
    <summary>
      <span class="pill ${reply === null || reply.status >= 400 ? 'bad' : why === null ? 'good' : 'busy'}">${reply?.status ?? 'none'}</span>
      <span class="muted">${timeOfDay(at)}</span>
      <span class="line"
        ><b>${request.method}</b> <span class="mono">${clipped(request.path, 200)}${request.query === '' ? '' : `?${clipped(request.query, 200)}`}</span></span
      >
      <span class="muted">${violations.length > 0 ? html`<span class="count bad">${violations.length} not as documented</span> ` : nothing}${vendor} ${n}</span>
      ${why === null ? nothing : html`<span class="why">${why}</span>`}
    </summary>
    ${open ? inside(panel, exchange, violations) : nothing}
  </details>`;
}

function inside(panel: Panel, { request, reply, changes, vendor }: Exchange, violations: readonly Violation[]): TemplateResult {
  const origin = panel.session.known.cloud?.vendors.find(({ name }) => name === vendor)?.origin ?? '';
  return html`<div class="inside">
    <span><button @click=${() => panel.copy(curlOf({ request }, origin, location.origin), 'The curl command')}>Copy as curl</button></span>
    ${
      violations.length === 0
        ? nothing
        : html`<div>
            <h3>Not as documented</h3>
            <ul>
              ${violations.map(violated)}
            </ul>
          </div>`
    }
    ${
      changes.length === 0
        ? nothing
        : html`<div>
            <h3>What changed</h3>
            <ul>
              ${changes.map((change) => html`<li class="mono">${changed(change as Change)}</li>`)}
            </ul>
          </div>`
    }
    <div>
      <h3>Request</h3>
      <pre tabindex="0" aria-label="Request">
${headersOf(request.headers)}${request.body === null || request.body === '' ? '' : `\n\n${pretty(request.body)}`}</pre>
    </div>
    <div>
      <h3>Reply</h3>
      ${
        reply === null
          ? html`<p class="muted">None: the connection dropped.</p>`
          : html`<pre tabindex="0" aria-label="Reply">
${headersOf(reply.headers)}${reply.body === null || reply.body === '' ? '' : `\n\n${pretty(reply.body)}`}</pre>`
      }
    </div>
  </div>`;
}

const headersOf = (headers: Readonly<Record<string, string>>): string =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');

interface Violation {
  readonly place: string;
  readonly rule: string;
  readonly message: string;
}

/** The rule, the place, and the rest of the sentence: what the vendor makes of it, and what was perhaps meant. The exchange has named the operation. */
function violated({ place, rule, message }: Violation): TemplateResult {
  const at = message.indexOf(place);
  return html`<li>
    <span class="pill ${/ refuses /.test(message) ? 'bad' : 'busy'}">${rule}</span>
    <b class="mono">${place}</b>${clipped(at < 0 ? ` ${message}` : message.slice(at + place.length))}
  </li>`;
}

/** What was not as documented; an exchange has these members beyond those that the contract promises. */
function violationsOf(exchange: Exchange): readonly Violation[] {
  const { violations } = exchange as { readonly violations?: unknown };
  return Array.isArray(violations) ? (violations as readonly Violation[]) : [];
}

interface Change {
  readonly table?: string;
  readonly key?: string | number;
  readonly kind?: string;
  readonly before?: Readonly<Record<string, unknown>>;
  readonly after?: Readonly<Record<string, unknown>>;
}

/** `servers 10 changed: status "running" → "stopped"` */
function changed({ table, key, kind, before = {}, after = {} }: Change): string {
  const members = kind === 'changed' ? Object.keys({ ...before, ...after }).map((name) => `${name} ${said(before[name])} → ${said(after[name])}`) : [];
  return `${table} ${key} ${kind}${members.length > 0 ? `: ${members.join(', ')}` : ''}`;
}

const said = (value: unknown): string => clipped(JSON.stringify(value) ?? 'none', 80);
