/**
 * The script that a dev server adds to the application's page in development: it opens a link in the page's address, and shows the panel.
 * Law: the token is asked for, and never stands in the page or an address.
 */
import { definePanel, ELEMENT, type StuntboxPanel } from '../../panel/element.ts';

const folder = new URL('.', import.meta.url);
const MARK = '#stuntbox=';

void start();

async function start(): Promise<void> {
  const reply = await fetch(new URL('token', folder)).catch(() => undefined);
  const token = (await reply?.text().catch(() => '')) ?? '';
  if (!reply?.ok) return console.warn(`stuntbox: the panel cannot be shown here: ${token.slice(0, 500) || 'the dev server does not answer.'}`);
  addEventListener('hashchange', () => void openLink(token));
  await openLink(token);
  // A program that drives the browser has not asked for a panel, which would be in its way.
  if (!navigator.webdriver) show(token);
}

/** Opens a link in the address, and loads the page again, which has perhaps asked for something already. */
async function openLink(token: string): Promise<void> {
  const { hash, pathname, search } = location;
  if (!hash.startsWith(MARK)) return;
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const reply = await fetch(new URL('link', folder), { method: 'POST', headers, body: hash });
  if (!reply.ok) return console.error(`stuntbox: the link in the address cannot be opened: ${(await reply.text()).slice(0, 2_000)}`);
  history.replaceState(history.state, '', pathname + search);
  location.reload();
}

function show(token: string): void {
  definePanel();
  const panel = document.createElement(ELEMENT) as StuntboxPanel;
  panel.connection = { url: folder.href.replace(/\/$/, ''), token, application: location.href };
  document.body.append(panel);
}
