/** The faults that can still strike, and a form to add one: its choices are those of the controls, which check it. */
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { repeat } from 'lit/directives/repeat.js';
import type { CountedFault, FaultChoices } from './connection.ts';
import type { Panel } from './view.ts';

export function faultsTab(panel: Panel): TemplateResult {
  const { session } = panel;
  const { faults, choices } = session.known;
  return html`${choices ? form(panel, choices) : nothing}
  ${
    faults.length === 0
      ? html`<p class="empty">Nothing goes wrong by itself. Add a fault, or play a scenario.</p>`
      : html`<div class="tools">
            <span class="muted">${faults.length} ${faults.length === 1 ? 'fault' : 'faults'} can still strike</span><span class="space"></span>
            <button @click=${() => panel.act(() => session.send('DELETE /clouds/{cloud}/faults', { path: session.path }), 'All faults are removed.')}>
              Remove all
            </button>
          </div>
          <ul aria-label="Faults">
            ${repeat(
              faults,
              ({ id }) => id,
              (fault) => row(panel, fault),
            )}
          </ul>`
  }`;
}

/** Which requests it strikes, and how many of them. */
const PLACES = [
  ['server', 'Server', 'any, or its key'],
  ['times', 'Times', 'no limit'],
  ['after', 'After', 'how many pass first'],
  ['every', 'Every', 'nth request'],
  ['chance', 'Chance', '0 to 1'],
] as const;

function row({ act, session }: Panel, { id, fault, struck, matched, follows }: CountedFault): TemplateResult {
  const { vendor, on = 'any request', outcome, times, ...others } = fault;
  const more = Object.entries(others).map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return html`<li class="row">
    <span class="main-part">
      <span class="pill bad">${outcome}</span> ${vendor} <span class="mono">${on}</span>
      ${more.length > 0 ? html`<span class="muted">${more.join(', ')}</span>` : nothing}
      <br /><span class="muted"
        >struck ${struck}${times === undefined ? '' : ` of ${times}`} ${struck === 1 && times === undefined ? 'time' : 'times'}, ${matched}
        ${matched === 1 ? 'request' : 'requests'} matched${follows === undefined ? '' : `, waits for fault ${follows}`}</span
      >
    </span>
    <button
      aria-label="Remove fault ${id}: ${outcome} at ${vendor}"
      @click=${() => act(() => session.send('DELETE /clouds/{cloud}/faults/{id}', { path: { ...session.path, id } }), 'The fault is removed.')}
    >
      Remove
    </button>
  </li>`;
}

function form(panel: Panel, { outcomes, vendors }: FaultChoices): TemplateResult {
  const { view, set } = panel;
  const vendor = vendors.find(({ name }) => name === view.fault.vendor) ?? vendors[0];
  const outcome = outcomes.find(({ name }) => name === view.fault.outcome) ?? outcomes[0];
  const choose = (event: Event): void => {
    const { form } = event.target as HTMLSelectElement;
    const chosen = (name: string): string => {
      const field = form?.elements.namedItem(name);
      return field instanceof HTMLSelectElement ? field.value : '';
    };
    set({ fault: { vendor: chosen('vendor'), outcome: chosen('outcome') }, faultRefused: '' });
  };
  const needs = new Set(outcome?.needs.map(({ name }) => name));
  return html`<form aria-label="Add a fault" @submit=${(event: SubmitEvent) => add(panel, event)}>
    <label
      >Vendor<select name="vendor" @change=${choose}>
        ${vendors.map(({ name, title }) => html`<option value=${name} ?selected=${name === vendor?.name}>${title}</option>`)}
      </select></label
    >
    <label
      >Operation<select name="on">
        <option value="">any</option>
        ${vendor?.operations.map((on) => html`<option value=${on}>${on}</option>`)}
      </select></label
    >
    <label
      >Outcome<select name="outcome" @change=${choose}>
        ${outcomes.map(({ name }) => html`<option value=${name} ?selected=${name === outcome?.name}>${name}</option>`)}
      </select></label
    >
    ${repeat(
      [...(outcome?.needs ?? []), ...(outcome?.may ?? [])],
      ({ name }) => `${outcome?.name} ${name}`,
      ({ name, wants }) => {
        const choices = name === 'kind' ? vendor?.kinds : name === 'in' ? vendor?.statuses : undefined;
        return html`<label
          >${name}${needs.has(name) ? '' : ' (optional)'}
          ${
            choices
              ? html`<select name=${name}>
                  ${choices.map((one) => html`<option value=${one}>${one}</option>`)}
                </select>`
              : html`<input name=${name} placeholder=${wants} title=${wants} autocomplete="off" ?required=${needs.has(name)} />`
          }</label
        >`;
      },
    )}
    ${PLACES.map(([name, title, placeholder]) => html`<label>${title} (optional)<input name=${name} placeholder=${placeholder} autocomplete="off" /></label>`)}
    <button class="main">Add fault</button>
    ${view.faultRefused === '' ? nothing : html`<p class="wide bad-text" role="alert">${view.faultRefused}</p>`}
  </form>`;
}

function add({ act, session, set }: Panel, event: SubmitEvent): void {
  event.preventDefault();
  const form = event.target as HTMLFormElement;
  const given = [...new FormData(form)].flatMap(([name, value]) => (typeof value !== 'string' || value.trim() === '' ? [] : [[name, valueOf(value.trim())]]));
  act(async () => {
    try {
      // The controls check it, whatever it is.
      await session.send('POST /clouds/{cloud}/faults', { path: session.path, body: Object.fromEntries(given) as never });
      set({ faultRefused: '' });
    } catch (error) {
      set({ faultRefused: (error as Error).message });
    }
  });
}

/** What was typed: a number, JSON, or else text. */
function valueOf(text: string): unknown {
  if (!/^(?:-?\d+(?:\.\d+)?|[[{].*)$/s.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
