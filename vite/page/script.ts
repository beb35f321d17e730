/** The script that a dev server adds to the application's page in development: it shows the panel there. */
import { definePanel, ELEMENT, type StuntboxPanel } from '../../panel/element.ts';

const folder = new URL('.', import.meta.url);

// A program that drives the browser has not asked for a panel, which would be in its way.
if (!navigator.webdriver) void start();

async function start(): Promise<void> {
  const reply = await fetch(new URL('token', folder)).catch(() => undefined);
  const text = (await reply?.text().catch(() => '')) ?? '';
  if (!reply?.ok) return console.warn(`stuntbox: the panel cannot be shown here: ${text.slice(0, 500) || 'the dev server does not answer.'}`);
  definePanel();
  const panel = document.createElement(ELEMENT) as StuntboxPanel;
  panel.connection = { url: folder.href.replace(/\/$/, ''), token: text };
  document.body.append(panel);
}
