/** The script of the page that shows the panel alone. The controls are in its own folder, and its token in the fragment of its address. */
import { definePanel, ELEMENT, type StuntboxPanel } from '../element.ts';

const KEY = 'stuntbox-token';
const folder = new URL('.', location.href);
folder.search = '';
folder.hash = '';

void start();

async function start(): Promise<void> {
  definePanel();
  try {
    const token = fromFragment() ?? kept() ?? (await offered());
    if (token === undefined) return say('This page needs the token of the controls. Open the link that the server printed, or add #token=… to this address.');
    const panel = document.createElement(ELEMENT) as StuntboxPanel;
    // A server that was started again has another token; its link, opened in this tab, loads nothing.
    addEventListener('hashchange', () => {
      const next = fromFragment();
      if (next !== undefined) panel.connection = { url: folder.href, token: next };
    });
    panel.setAttribute('dock', 'page');
    panel.connection = { url: folder.href, token };
    document.body.append(panel);
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
  }
}

/** The token in the address, which is then removed from it, and kept for this tab. */
function fromFragment(): string | undefined {
  const token = new URLSearchParams(location.hash.slice(1)).get('token') ?? '';
  if (token === '') return undefined;
  history.replaceState(history.state, '', location.pathname + location.search);
  try {
    sessionStorage.setItem(KEY, token);
  } catch {
    // It is needed again after a reload.
  }
  return token;
}

function kept(): string | undefined {
  try {
    return sessionStorage.getItem(KEY) ?? undefined;
  } catch {
    return undefined;
  }
}

/** The token that a dev server tells pages of its own origin. */
async function offered(): Promise<string | undefined> {
  const reply = await fetch(new URL('token', folder)).catch(() => undefined);
  if (!reply?.ok) return undefined;
  const text = (await reply.text()).trim();
  return /^[\x21-\x7E]{16,1000}$/.test(text) ? text : undefined;
}

function say(text: string): void {
  const place = document.querySelector('p') ?? document.body.appendChild(document.createElement('p'));
  place.textContent = text;
}
