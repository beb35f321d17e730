/**
 * A panel that shows a cloud and steers it: `import { showPanel } from 'stuntbox/panel'`.
 * It knows the cloud only by its controls, so it is the same for a cloud in the page, in a dev server, or behind a port.
 */
import type { Controllable, Controls } from '../control/in-page.ts';
import type { Connection, InPage } from './connection.ts';
import { definePanel, ELEMENT, type StuntboxPanel } from './element.ts';
import type { Dock } from './place.ts';

export { definePanel } from './element.ts';
export type { StuntboxPanel } from './element.ts';
export type { Connection } from './connection.ts';
export type { Dock } from './place.ts';

/** How the panel is shown; all have defaults. */
export interface PanelOptions {
  /** At the bottom or the side of the page; where it was last, or the bottom, by default. */
  readonly dock?: Dock;
  /** Whether it is open, and not just its button; as it was last, or closed, by default. */
  readonly open?: boolean;
  /** The element that it is added to; the body of the page by default. */
  readonly parent?: ParentNode;
  /** Also shows it in a browser that a program drives (`navigator.webdriver`); false by default, so that it is not in the way of tests. */
  readonly automated?: boolean;
}

/** A panel that is shown. */
export interface ShownPanel {
  /** The element; undefined in a browser that a program drives, unless `automated` is given. */
  readonly element: StuntboxPanel | undefined;
  /** Removes the panel from the page. */
  close(): void;
}

/**
 * Shows the panel for a cloud in the page, or for one behind controls.
 * @throws {Error} when it is given neither, or there is no page.
 * @example
 * if (import.meta.env.DEV) showPanel(cloud);
 * @example
 * showPanel({ url: '/__stuntbox', token });
 */
export function showPanel(target: Controllable | Connection, options: PanelOptions = {}): ShownPanel {
  const { dock, open, parent = globalThis.document?.body, automated = false } = options;
  definePanel();
  const connection = connectionTo(target);
  if (dock !== undefined && dock !== 'bottom' && dock !== 'side' && dock !== 'page')
    throw new Error(`The option dock cannot be '${String(dock).slice(0, 60)}'. Available: bottom, side, page.`);
  if (navigator.webdriver && !automated) return { element: undefined, close: () => {} };
  const element = document.createElement(ELEMENT) as StuntboxPanel;
  if (dock !== undefined) element.setAttribute('dock', dock);
  element.toggleAttribute('open', open === true);
  element.connection = connection;
  parent.append(element);
  if (open !== undefined) element.open = open;
  return { element, close: () => element.remove() };
}

function connectionTo(target: Controllable | Connection): Connection | InPage {
  if (typeof target === 'object' && target !== null) {
    if ('url' in target && typeof target.url === 'string' && typeof target.token === 'string') return target;
    if ('vendors' in target && 'journal' in target) return inPage(target);
  }
  throw new Error('showPanel needs a cloud, or the URL of controls and their token: showPanel(cloud) or showPanel({ url, token }).');
}

/** The controls of a cloud in the page. They are loaded with the panel's first request: a panel behind a port needs none. */
function inPage(cloud: Controllable): InPage {
  let loaded: Promise<Controls> | undefined;
  return {
    application: location.href,
    controls: () => (loaded ??= import('../control/in-page.ts').then(({ controlsInPage }) => controlsInPage(cloud, (thrown) => console.error(thrown)))),
  };
}
