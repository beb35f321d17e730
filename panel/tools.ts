/** The tools of the panel: to copy a link, to reset the cloud, to dock it elsewhere, and to close it. */
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { icons } from './icons.ts';
import type { Panel } from './view.ts';

export function tools(panel: Panel): TemplateResult {
  const { session, set, show, act } = panel;
  const { dock, sure } = panel.view;
  const other = dock === 'bottom' ? 'side' : 'bottom';
  return html`<button class="quiet icon" aria-label="Copy a link to this moment" title="Copy a link to this moment" @click=${() => copyLink(panel)}>
      ${icons.link}
    </button>
    <button
      class=${sure ? 'sure' : 'quiet icon'}
      aria-label=${sure ? 'Reset the cloud now' : 'Reset the cloud'}
      title="Reset the cloud to its initial state"
      @blur=${() => sure && set({ sure: false })}
      @click=${() => {
        set({ sure: !sure });
        if (sure) act(() => session.send('POST /clouds/{cloud}/reset', { path: session.path, body: {} }), 'The cloud is as it began.');
      }}
    >
      ${icons.reset}${sure ? 'Reset?' : nothing}
    </button>
    ${
      dock === 'page'
        ? nothing
        : html`<button class="quiet icon" aria-label="Dock at the ${other}" title="Dock at the ${other}" @click=${() => set({ dock: other })}>
              ${icons[other]}
            </button>
            <button class="quiet icon" aria-label="Close the panel" title="Close (Escape)" @click=${() => show(false)}>${icons.close}</button>`
    }`;
}

const copyLink = ({ session, act, copy }: Panel): void =>
  act(async () => {
    const link = await session.send('GET /clouds/{cloud}/link', { path: session.path });
    copy(session.application.replace(/#.*$/s, '') + fragmentOf(link), 'The link');
  });

/** A link as the fragment of an address, as `linkFragment` of stuntbox writes it. */
function fragmentOf(link: object): string {
  const bytes = new TextEncoder().encode(JSON.stringify(link));
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return `#stuntbox=${btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}`;
}
