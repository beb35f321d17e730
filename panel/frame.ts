/** What is drawn around a tab: the button of a closed panel, the bar with the tabs and tools, the clock, and the notices. */
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { clockBar } from './clock-bar.ts';
import { faultsTab } from './faults-tab.ts';
import { grip } from './grip.ts';
import { icons } from './icons.ts';
import { journalTab } from './journal-tab.ts';
import { TABS, type Tab } from './place.ts';
import { scenariosTab } from './scenarios-tab.ts';
import { serversTab } from './servers-tab.ts';
import { tools } from './tools.ts';
import type { Frame, Panel } from './view.ts';

const TITLES: Readonly<Record<Tab, string>> = { servers: 'Servers', scenarios: 'Scenarios', faults: 'Faults', journal: 'Journal' };
const BODIES: Readonly<Record<Tab, (panel: Panel) => TemplateResult>> = {
  servers: serversTab,
  scenarios: scenariosTab,
  faults: faultsTab,
  journal: journalTab,
};

/** The panel when it is closed: its button. */
export function closed({ session, show }: Frame): TemplateResult {
  return html`<button
    class="tab-closed"
    aria-label="Open the stuntbox panel"
    aria-keyshortcuts="Alt+Shift+S"
    title="Open the stuntbox panel (Alt+Shift+S)"
    @click=${() => show(true)}
  >
    <span class="brand">${icons.brand}</span>stuntbox${session?.known.connection === 'lost' ? html`<span class="live lost"></span>` : nothing}
  </button>`;
}

/** The panel when it is open, at the tab that is looked at. */
export function opened(frame: Frame): TemplateResult {
  const { dock, tab } = frame.view;
  const panel = connected(frame) ? frame : undefined;
  const state = frame.session?.known.connection ?? 'connecting';
  return html`<section class="panel" aria-label="stuntbox">
    ${dock === 'page' ? nothing : grip(frame)}
    <div class="bar">
      <span class="brand">${icons.brand}stuntbox</span>
      <div role="tablist" aria-label="Parts of the cloud" @keydown=${(event: KeyboardEvent) => moved(frame, event)}>
        ${TABS.map((one) => tabOf(frame, one))}
      </div>
      <span class="space"></span>
      <span class="live ${state}" role="status">${{ connecting: 'Connecting', live: 'Live', lost: 'Connection lost' }[state]}</span>
      ${panel ? tools(panel) : nothing}
    </div>
    ${panel ? clockBar(panel) : nothing}${notices(frame)}
    <div class="body" role="tabpanel" id="body" aria-labelledby="tab-${tab}" tabindex="0">
      ${panel?.session.known.cloud ? BODIES[tab](panel) : html`<p class="empty">${panel ? 'Connecting…' : 'Give the panel a connection.'}</p>`}
    </div>
  </section>`;
}

const connected = (frame: Frame): frame is Panel => frame.session !== undefined;

function tabOf({ session, view, set }: Frame, tab: Tab): TemplateResult {
  const selected = tab === view.tab;
  const known = session?.known;
  const count = tab === 'faults' ? (known?.faults.length ?? 0) : tab === 'journal' ? (known?.journal.length ?? 0) : 0;
  return html`<button role="tab" id="tab-${tab}" aria-selected=${selected} aria-controls="body" tabindex=${selected ? 0 : -1} @click=${() => set({ tab })}>
    ${TITLES[tab]}${count > 0 ? html` <span class="count ${tab === 'faults' ? 'bad' : ''}">${count}</span>` : nothing}
  </button>`;
}

/** Moves from tab to tab by the arrow keys. */
function moved({ view, set }: Frame, event: KeyboardEvent): void {
  const index = TABS.indexOf(view.tab);
  const next = { ArrowRight: index + 1, ArrowLeft: index - 1 + TABS.length, Home: 0, End: TABS.length - 1 }[event.key];
  const tab = next === undefined ? undefined : TABS[next % TABS.length];
  if (!tab) return;
  event.preventDefault();
  set({ tab });
  (event.currentTarget as HTMLElement).querySelector<HTMLElement>(`#tab-${tab}`)?.focus();
}

function notices({ session, view: { notice }, set }: Frame): TemplateResult {
  return html`${
      session?.known.connection === 'lost'
        ? html`<div class="notice bad" role="alert"><span>${session.known.why}</span><button @click=${() => session.retry()}>Try again</button></div>`
        : nothing
    }
    <div role="status" aria-live="polite">
      ${
        notice === undefined
          ? nothing
          : html`<div class="notice ${notice.bad ? 'bad' : ''}">
              <span>${notice.text}</span
              >${notice.copy === undefined ? html`<span class="space"></span>` : html`<input readonly aria-label="Text to copy" .value=${notice.copy} />`}
              <button class="quiet icon" aria-label="Dismiss" @click=${() => set({ notice: undefined })}>${icons.close}</button>
            </div>`
      }
    </div>`;
}
