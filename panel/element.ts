/**
 * The element `<stuntbox-panel>`: its frame, its tabs, and when it draws.
 * Law: it draws once a frame at most, whatever comes; everything from the cloud is text, never HTML.
 */
import { html, nothing, render, type TemplateResult } from 'lit/html.js';
import { clockBar } from './clock-bar.ts';
import type { Connection, InPage } from './connection.ts';
import { faultsTab } from './faults-tab.ts';
import { icons } from './icons.ts';
import { journalTab } from './journal-tab.ts';
import { BOUNDS, FIRST, keepPlace, placeKept, TABS, type Dock, type Tab } from './place.ts';
import { scenariosTab } from './scenarios-tab.ts';
import { serversTab } from './servers-tab.ts';
import { openSession, type Session } from './session.ts';
import { STYLE } from './style.ts';
import { EXCHANGES, type Panel, type View } from './view.ts';

/** The name of the element. */
export const ELEMENT = 'stuntbox-panel';

/** `<stuntbox-panel>`. Give it a `connection`; attributes say where it is docked and whether it is open. */
export interface StuntboxPanel extends HTMLElement {
  /** What it connects to; it disconnects when it leaves the page. */
  connection: Connection | InPage | undefined;
  /** Whether it is open, and not just its button. */
  open: boolean;
  /** At the bottom or the side; `page` fills the window, and cannot be closed. */
  dock: Dock;
}

const TAB_TITLES: Readonly<Record<Tab, string>> = { servers: 'Servers', scenarios: 'Scenarios', faults: 'Faults', journal: 'Journal' };
const BODIES: Readonly<Record<Tab, (panel: Panel) => TemplateResult>> = {
  servers: serversTab,
  scenarios: scenariosTab,
  faults: faultsTab,
  journal: journalTab,
};
/** How often a running clock is drawn, in milliseconds, and how often the servers that are busy under it are read. */
const [TICK, CALM_TICK, LOOK] = [200, 1_000, 1_000];
/** Below this width, in pixels, rows are stacked. */
const NARROW = 620;

/**
 * Registers `<stuntbox-panel>`, unless that is done.
 * @throws {Error} where there are no custom elements, as in Node.
 */
export function definePanel(): void {
  if (typeof customElements === 'undefined') throw new Error('The panel needs a browser: there are no custom elements here.');
  if (!customElements.get(ELEMENT)) customElements.define(ELEMENT, elementClass());
}

/** The class is made where it is registered: Node, where this module may be imported, has no HTMLElement. */
function elementClass(): new () => StuntboxPanel {
  return class extends HTMLElement implements StuntboxPanel {
    static readonly observedAttributes = ['open', 'dock'];
    #connection: Connection | InPage | undefined;
    #session: Session | undefined;
    #root = this.attachShadow({ mode: 'open' });
    #view: View = {
      ...FIRST,
      vendor: '',
      offset: 0,
      at: undefined,
      scenario: '',
      exchange: '',
      exchanges: EXCHANGES,
      opened: new Set(),
      records: new Set(),
      fault: { vendor: '', outcome: '' },
      faultRefused: '',
      sure: false,
      notice: undefined,
    };
    #frame = 0;
    #tick: ReturnType<typeof setTimeout> | undefined;
    #looked = 0;
    #gone = new AbortController();
    #resized: ResizeObserver | undefined;

    constructor() {
      super();
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      this.#root.adoptedStyleSheets = [sheet];
    }

    get connection(): Connection | InPage | undefined {
      return this.#connection;
    }
    set connection(connection: Connection | InPage | undefined) {
      this.#connection = connection;
      if (this.isConnected) this.#connect();
    }
    get open(): boolean {
      return this.#view.open;
    }
    set open(open: boolean) {
      this.#set({ open });
    }
    get dock(): Dock {
      return this.#view.dock;
    }
    set dock(dock: Dock) {
      this.#set({ dock });
    }

    attributeChangedCallback(name: string, _: string | null, value: string | null): void {
      if (name === 'open') this.#set({ open: value !== null });
      else if (value === 'bottom' || value === 'side' || value === 'page') this.#set({ dock: value });
    }

    connectedCallback(): void {
      // What the page asked for comes before what was kept.
      const asked = { ...(this.hasAttribute('open') && { open: true }), ...(this.hasAttribute('dock') && { dock: this.#view.dock }) };
      this.#view = { ...this.#view, ...placeKept(), ...asked };
      this.#gone = new AbortController();
      const { signal } = this.#gone;
      // The shortcut: by the place of the key, since Alt makes another letter of it on some keyboards.
      addEventListener('keydown', (event) => this.#shortcut(event), { signal });
      document.addEventListener('visibilitychange', () => this.#draw(), { signal });
      this.#root.addEventListener('keydown', (event) => this.#key(event as KeyboardEvent), { signal });
      this.#resized = new ResizeObserver(() => this.toggleAttribute('narrow', innerWidth < NARROW));
      this.#resized.observe(document.documentElement);
      this.#connect();
    }

    disconnectedCallback(): void {
      this.#gone.abort();
      this.#resized?.disconnect();
      this.#session?.close();
      this.#session = undefined;
      cancelAnimationFrame(this.#frame);
      this.#frame = 0;
      clearTimeout(this.#tick);
    }

    #connect(): void {
      this.#session?.close();
      this.#session = this.#connection && openSession(this.#connection, () => this.#draw());
      this.#draw();
    }

    #set(changes: Partial<View>): void {
      const before = this.#view;
      this.#view = { ...before, ...changes };
      const { open, dock, tab, height, width } = this.#view;
      if (this.isConnected && (open !== before.open || dock !== before.dock || tab !== before.tab || height !== before.height || width !== before.width))
        keepPlace(this.#view);
      this.#draw();
    }

    #draw(): void {
      if (this.#frame !== 0 || !this.isConnected) return;
      this.#frame = requestAnimationFrame(() => {
        this.#frame = 0;
        this.#drawNow();
      });
    }

    #drawNow(): void {
      const view = this.#view;
      const open = view.open || view.dock === 'page';
      this.toggleAttribute('open', open);
      this.setAttribute('dock', view.dock);
      this.style.setProperty('--height', `${view.height}px`);
      this.style.setProperty('--width', `${view.width}px`);
      const session = this.#session;
      if (session) this.#follow(session, open);
      const focused = this.#root.activeElement;
      render(open ? this.#opened(session) : this.#closed(), this.#root);
      // A button that was pressed may be gone, or not be one to press any more: the focus stays in the panel.
      if (focused && (!focused.isConnected || focused.matches(':disabled'))) this.#root.querySelector<HTMLElement>('#body')?.focus({ preventScroll: true });
    }

    /** Chooses the servers that are read, and draws again where time passes by itself. */
    #follow(session: Session, open: boolean): void {
      const { known } = session;
      const { view } = { view: this.#view };
      if (known.accounts.length > 0 && !known.accounts.some(({ vendor }) => vendor === view.vendor))
        this.#view = {
          ...view,
          vendor:
            known.accounts.find(({ tables }) => tables.some(({ name, size }) => name === 'servers' && size > 0))?.vendor ?? known.accounts[0]?.vendor ?? '',
        };
      const { vendor, offset, at, tab } = this.#view;
      if (offset > 0 && known.servers?.wanted.offset === offset && known.servers.list.length === 0) this.#view = { ...this.#view, offset: 0 };
      if (open && tab === 'servers' && vendor !== '') session.want({ vendor, offset: this.#view.offset, at });
      if (open && tab === 'scenarios') session.wantScenarios();
      clearTimeout(this.#tick);
      if (!open || !session.running() || known.connection !== 'live' || document.hidden) return;
      const now = session.now();
      const busy = tab === 'servers' && at === undefined && known.servers?.list.some(({ task }) => task && task.endsAt !== null);
      const due = known.clock?.nextChange != null && now >= known.clock.nextChange;
      // No event tells that time passes: what is due, and tasks that are seen, are read again.
      if ((busy || due) && performance.now() - this.#looked >= LOOK) {
        this.#looked = performance.now();
        session.look();
      }
      this.#tick = setTimeout(() => this.#draw(), matchMedia('(prefers-reduced-motion: reduce)').matches ? CALM_TICK : TICK);
    }

    #closed(): TemplateResult {
      const lost = this.#session?.known.connection === 'lost';
      return html`<button
        class="tab-closed"
        aria-label="Open the stuntbox panel"
        aria-keyshortcuts="Alt+Shift+S"
        title="Open the stuntbox panel (Alt+Shift+S)"
        @click=${() => this.#show(true)}
      >
        <span class="brand">${icons.brand}</span>stuntbox${lost ? html`<span class="live lost"></span>` : nothing}
      </button>`;
    }

    #opened(session: Session | undefined): TemplateResult {
      const view = this.#view;
      const current = (): View => this.#view;
      const panel: Panel | undefined = session && {
        session,
        // What is looked at when it is asked: a click may come before the next drawing.
        get view() {
          return current();
        },
        set: (changes) => this.#set(changes),
        act: (task, done) => this.#act(task, done),
        copy: (text, what) => void this.#copy(text, what),
      };
      return html`<section class="panel" aria-label="stuntbox">
        ${view.dock === 'page' ? nothing : this.#grip()}
        <div class="bar">
          <span class="brand">${icons.brand}stuntbox</span>
          <div role="tablist" aria-label="Parts of the cloud" @keydown=${(event: KeyboardEvent) => this.#tabs(event)}>${TABS.map((tab) => this.#tab(tab))}</div>
          <span class="space"></span>
          ${this.#state(session)}${panel ? this.#tools(panel) : nothing}
        </div>
        ${panel ? clockBar(panel) : nothing}${this.#notices(session)}
        <div class="body" role="tabpanel" id="body" aria-labelledby="tab-${view.tab}" tabindex="0">
          ${panel?.session.known.cloud ? this.#body(panel) : html`<p class="empty">${session ? 'Connecting…' : 'Give the panel a connection.'}</p>`}
        </div>
      </section>`;
    }

    #body(panel: Panel): TemplateResult {
      return BODIES[panel.view.tab](panel);
    }

    #tab(tab: Tab): TemplateResult {
      const selected = tab === this.#view.tab;
      const known = this.#session?.known;
      const count = tab === 'faults' ? (known?.faults.length ?? 0) : tab === 'journal' ? (known?.journal.length ?? 0) : 0;
      return html`<button
        role="tab"
        id="tab-${tab}"
        aria-selected=${selected}
        aria-controls="body"
        tabindex=${selected ? 0 : -1}
        @click=${() => this.#set({ tab })}
      >
        ${TAB_TITLES[tab]}${count > 0 ? html` <span class="count ${tab === 'faults' ? 'bad' : ''}">${count}</span>` : nothing}
      </button>`;
    }

    #tabs(event: KeyboardEvent): void {
      const index = TABS.indexOf(this.#view.tab);
      const next = { ArrowRight: index + 1, ArrowLeft: index - 1 + TABS.length, Home: 0, End: TABS.length - 1 }[event.key];
      const tab = next === undefined ? undefined : TABS[next % TABS.length];
      if (!tab) return;
      event.preventDefault();
      this.#set({ tab });
      this.#root.querySelector<HTMLElement>(`#tab-${tab}`)?.focus();
    }

    #state(session: Session | undefined): TemplateResult {
      const state = session?.known.connection ?? 'connecting';
      return html`<span class="live ${state}" role="status">${{ connecting: 'Connecting', live: 'Live', lost: 'Connection lost' }[state]}</span>`;
    }

    #tools(panel: Panel): TemplateResult {
      const { dock, sure } = this.#view;
      const { send, path } = panel.session;
      const other = dock === 'bottom' ? 'side' : 'bottom';
      return html`<button class="quiet icon" aria-label="Copy a link to this moment" title="Copy a link to this moment" @click=${() => this.#copyLink(panel)}>
          ${icons.link}
        </button>
        <button
          class=${sure ? 'sure' : 'quiet icon'}
          aria-label=${sure ? 'Reset the cloud now' : 'Reset the cloud'}
          title="Reset the cloud to its initial state"
          @blur=${() => sure && this.#set({ sure: false })}
          @click=${() => {
            this.#set({ sure: !sure });
            if (sure) this.#act(() => send('POST /clouds/{cloud}/reset', { path, body: {} }), 'The cloud is as it began.');
          }}
        >
          ${icons.reset}${sure ? 'Reset?' : nothing}
        </button>
        ${
          dock === 'page'
            ? nothing
            : html`<button class="quiet icon" aria-label="Dock at the ${other}" title="Dock at the ${other}" @click=${() => this.#set({ dock: other })}>
                  ${icons[other]}
                </button>
                <button class="quiet icon" aria-label="Close the panel" title="Close (Escape)" @click=${() => this.#show(false)}>${icons.close}</button>`
        }`;
    }

    #notices(session: Session | undefined): TemplateResult {
      const { notice } = this.#view;
      const { connection, why } = session?.known ?? {};
      return html`${
          connection === 'lost'
            ? html`<div class="notice bad" role="alert"><span>${why}</span><button @click=${() => session?.retry()}>Try again</button></div>`
            : nothing
        }
        <div role="status" aria-live="polite">
          ${
            notice === undefined
              ? nothing
              : html`<div class="notice ${notice.bad ? 'bad' : ''}">
                  <span>${notice.text}</span
                  >${notice.copy === undefined ? html`<span class="space"></span>` : html`<input readonly aria-label="Text to copy" .value=${notice.copy} />`}
                  <button class="quiet icon" aria-label="Dismiss" @click=${() => this.#set({ notice: undefined })}>${icons.close}</button>
                </div>`
          }
        </div>`;
    }

    /** The edge by which the panel is resized, by mouse or by arrow keys. */
    #grip(): TemplateResult {
      const { dock, height, width } = this.#view;
      const side = dock === 'side';
      const size = side ? width : height;
      const resize = (to: number): void => {
        const bounded = Math.round(Math.min(Math.max(to, BOUNDS.least), Math.min(BOUNDS.most, side ? innerWidth : innerHeight)));
        this.#set(side ? { width: bounded } : { height: bounded });
      };
      return html`<div
        class="grip"
        role="separator"
        tabindex="0"
        aria-label="Size of the panel"
        aria-orientation=${side ? 'vertical' : 'horizontal'}
        aria-valuenow=${size}
        aria-valuemin=${BOUNDS.least}
        aria-valuemax=${BOUNDS.most}
        @pointerdown=${(event: PointerEvent) => (event.target as HTMLElement).setPointerCapture(event.pointerId)}
        @pointermove=${(event: PointerEvent) => {
          if ((event.target as HTMLElement).hasPointerCapture(event.pointerId)) resize(side ? innerWidth - event.clientX : innerHeight - event.clientY);
        }}
        @keydown=${(event: KeyboardEvent) => {
          const by = { ArrowUp: 24, ArrowLeft: 24, ArrowDown: -24, ArrowRight: -24 }[event.key];
          if (by === undefined) return;
          event.preventDefault();
          resize(size + by);
        }}
      ></div>`;
    }

    #show(open: boolean): void {
      this.#set({ open });
      // The focus stays where it was: in the panel, or on its button.
      requestAnimationFrame(() =>
        requestAnimationFrame(() => this.#root.querySelector<HTMLElement>(open ? '[role=tab][aria-selected=true]' : '.tab-closed')?.focus()),
      );
    }

    #shortcut(event: KeyboardEvent): void {
      if (!event.altKey || !event.shiftKey || event.ctrlKey || event.metaKey || event.code !== 'KeyS' || event.defaultPrevented || this.#view.dock === 'page')
        return;
      event.preventDefault();
      this.#show(!this.#view.open);
    }

    #key(event: KeyboardEvent): void {
      if (event.key !== 'Escape' || event.defaultPrevented || this.#view.dock === 'page') return;
      // A search field that holds something is emptied first, as browsers do.
      const target = event.composedPath()[0];
      if (target instanceof HTMLInputElement && target.type === 'search' && target.value !== '') return;
      event.stopPropagation();
      this.#show(false);
    }

    #act(task: () => Promise<unknown>, done?: string): void {
      // What was said of something else before is over.
      if (this.#view.notice) this.#set({ notice: undefined });
      task().then(
        () => done !== undefined && this.#set({ notice: { text: done, bad: false } }),
        (error: unknown) => this.#set({ notice: { text: error instanceof Error ? error.message : String(error), bad: true } }),
      );
    }

    async #copy(text: string, what: string): Promise<void> {
      try {
        await navigator.clipboard.writeText(text);
        this.#set({ notice: { text: `${what} is copied.`, bad: false } });
      } catch {
        // The page may not write to the clipboard.
        this.#set({ notice: { text: `${what}, to copy:`, bad: false, copy: text } });
      }
    }

    #copyLink({ session }: Panel): void {
      this.#act(async () => {
        const link = await session.send('GET /clouds/{cloud}/link', { path: session.path });
        const application = this.#connection?.application ?? '';
        await this.#copy(application.replace(/#.*$/s, '') + fragmentOf(link), 'The link');
      });
    }
  };
}

/** A link as the fragment of an address, as `linkFragment` of stuntbox writes it. */
function fragmentOf(link: object): string {
  const bytes = new TextEncoder().encode(JSON.stringify(link));
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return `#stuntbox=${btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}`;
}
