/**
 * The element `<stuntbox-panel>`: its life in a page, what is looked at, and when it draws.
 * Law: it draws once a frame at most, whatever comes; everything from the cloud is text, never HTML.
 */
import { render } from 'lit/html.js';
import type { Connection, InPage } from './connection.ts';
import { closed, opened } from './frame.ts';
import { keepPlace, placeKept, type Dock } from './place.ts';
import { openSession, type Session } from './session.ts';
import { STYLE } from './style.ts';
import { FIRST_VIEW, type Frame, type View } from './view.ts';

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
    #view: View = FIRST_VIEW;
    readonly #frame: Frame = this.#framed();
    #drawing = 0;
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
      cancelAnimationFrame(this.#drawing);
      this.#drawing = 0;
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
      if (this.#drawing !== 0 || !this.isConnected) return;
      this.#drawing = requestAnimationFrame(() => {
        this.#drawing = 0;
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
      render(open ? opened(this.#frame) : closed(this.#frame), this.#root);
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

    #framed(): Frame {
      // What is looked at and connected to when it is asked: a click may come before the next drawing.
      const [view, session] = [(): View => this.#view, (): Session | undefined => this.#session];
      return {
        get view() {
          return view();
        },
        get session() {
          return session();
        },
        set: (changes) => this.#set(changes),
        show: (open) => this.#show(open),
        act: (task, done) => this.#act(task, done),
        copy: (text, what) => void this.#copy(text, what),
      };
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
  };
}
