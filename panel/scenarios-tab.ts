/** The scenarios with their sentences, searched by any of their words. */
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Scenario } from './connection.ts';
import { icons } from './icons.ts';
import { searched, searchField } from './search-field.ts';
import type { Panel } from './view.ts';

export function scenariosTab(panel: Panel): TemplateResult {
  const { session, view } = panel;
  const { scenarios, cloud } = session.known;
  if (!scenarios) return html`<p class="empty">Reading the scenarios…</p>`;
  const found = searched(scenarios, view.scenario, ({ name, description }) => `${name} ${description}`);
  return html`${searchField({
    label: 'Search scenarios',
    placeholder: 'Search scenarios',
    text: view.scenario,
    change: (scenario) => panel.set({ scenario }),
    found: found.length,
    all: scenarios.length,
    noun: 'scenario',
  })}
  ${
    found.length === 0
      ? html`<p class="empty">${scenarios.length === 0 ? 'The vendors of this cloud have no scenarios.' : 'No scenario has these words.'}</p>`
      : (cloud?.vendors ?? []).map(({ name: vendor, title }) => {
          const own = found.filter((scenario) => scenario.vendor === vendor);
          return own.length === 0
            ? nothing
            : html`<section class="vendor">
                <h3>${title}</h3>
                <ul aria-label="Scenarios of ${title}">
                  ${repeat(
                    own,
                    ({ name }) => name,
                    ({ name, description, shows }) =>
                      html`<li class="row">
                        <button aria-label="Play ${name}" @click=${() => play(panel, name)}>${icons.play}Play</button>
                        <span class="main-part"
                          ><span class="mono">${name.slice(name.indexOf('/') + 1)}</span><br /><span class="muted">${description}</span><br /><small
                            class="muted"
                            >${shownWhen(shows)}</small
                          ></span
                        >
                      </li>`,
                  )}
                </ul>
              </section>`;
        })
  }`;
}

/** When it shows, in words; of many requests after which it does, the first. */
function shownWhen(shows: Scenario['shows']): string {
  const [first, ...others] = typeof shows === 'object' ? shows.after : [];
  return first === undefined ? 'Shows at once' : `Shows after ${first}${others.length > 0 ? `, or ${others.length} other${others.length > 1 ? 's' : ''}` : ''}`;
}

const play = ({ act, session }: Panel, scenario: string): void =>
  act(() => session.send('POST /clouds/{cloud}/scenarios/play', { path: session.path, body: { scenario } }), `Played ${scenario}.`);
