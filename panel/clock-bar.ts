/** The clock of the cloud: its time, how it runs, and a slider that shows other instants without moving it. */
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { live } from 'lit/directives/live.js';
import type { Clock } from './connection.ts';
import { icons } from './icons.ts';
import type { Panel } from './view.ts';
import { instant, lasting, timeOfDay } from './words.ts';

const SPEEDS = [1, 2, 5, 10, 30, 60, 300, 3600];
const MOVES = [
  ['10s', '+10 s'],
  ['1m', '+1 m'],
  ['10m', '+10 m'],
  ['1h', '+1 h'],
] as const;
/** How far the slider reaches at least, in milliseconds: back and ahead of now. */
const [BACK, AHEAD] = [600_000, 900_000];

export function clockBar(panel: Panel): TemplateResult | typeof nothing {
  const { session, view } = panel;
  const { clock } = session.known;
  if (!clock) return nothing;
  const now = session.now();
  return html`<div class="clock" role="group" aria-label="Clock">
      <span class="now">${instant(now)} <small>UTC</small></span>
      ${running(panel, clock)}
      ${
        clock.movable
          ? html`<span class="group">
              <button
                ?disabled=${clock.nextChange === null}
                title=${clock.nextChange === null ? 'Nothing will change by itself' : `Move to ${instant(clock.nextChange)}`}
                @click=${() => panel.act(() => session.send('POST /clouds/{cloud}/clock/next', { path: session.path, body: {} }))}
              >
                ${icons.next}Next change${clock.nextChange === null ? nothing : html` <span class="muted">${lasting(clock.nextChange - now)}</span>`}
              </button>
              ${MOVES.map(
                ([by, label]) =>
                  html`<button
                    aria-label="Advance ${label.slice(1)}"
                    @click=${() => panel.act(() => session.send('POST /clouds/{cloud}/clock/advance', { path: session.path, body: { by } }))}
                  >
                    ${label}
                  </button>`,
              )}
            </span>`
          : clock.nextChange === null
            ? nothing
            : html`<span class="muted">Next change in ${lasting(clock.nextChange - now)}</span>`
      }
      ${slider(panel, clock, now)}
    </div>
    ${
      view.at === undefined
        ? nothing
        : html`<div class="notice" role="status">
            <span><b>${instant(view.at)}</b>, ${offset(view.at - now)}. The cloud has not moved.</span>
            <button @click=${() => panel.set({ at: undefined })}>Back to now</button>
          </div>`
    }`;
}

/** Pause and speed, of a clock that has them. */
function running({ session, act }: Panel, { kind, paused, speed }: Clock): TemplateResult {
  const { path, send } = session;
  if (speed === null) return html`<span class="muted">${kind === 'manual' ? 'moved by hand' : `${kind} clock`}</span>`;
  const speeds = SPEEDS.includes(speed) ? SPEEDS : [...SPEEDS, speed].sort((a, b) => a - b);
  return html`<span class="group">
    <button @click=${() => act(() => send(`POST /clouds/{cloud}/clock/${paused ? 'resume' : 'pause'}`, { path, body: {} }))}>
      ${paused ? icons.play : icons.pause}${paused ? 'Resume' : 'Pause'}
    </button>
    <select
      aria-label="Speed"
      @change=${(event: Event) => act(() => send('POST /clouds/{cloud}/clock/speed', { path, body: { speed: Number((event.target as HTMLSelectElement).value) } }))}
    >
      ${speeds.map((one) => html`<option value=${one} .selected=${live(one === speed)}>${one}×</option>`)}
    </select>
  </span>`;
}

function slider({ view, set }: Panel, { began, nextChange }: Clock, now: number): TemplateResult {
  const from = Math.max(began, now - Math.max(BACK, Math.min(now - began, 86_400_000)));
  const to = now + Math.max(AHEAD, nextChange === null ? 0 : Math.min((nextChange - now) * 1.5, 86_400_000));
  const shown = view.at ?? now;
  const second = Math.round((shown - now) / 1000);
  return html`<span class="slide">
    <span aria-hidden="true">${timeOfDay(from)}</span>
    <input
      type="range"
      aria-label="Look at another time"
      aria-valuetext="${instant(shown)}, ${offset(shown - now)}"
      min=${Math.round((from - now) / 1000)}
      max=${Math.round((to - now) / 1000)}
      .value=${live(String(second))}
      @input=${(event: Event) => {
        const seconds = Number((event.target as HTMLInputElement).value);
        set({ at: seconds === 0 ? undefined : Math.min(Math.max(Math.round(now + seconds * 1000), began), Math.round(to)) });
      }}
    />
    <span aria-hidden="true">${timeOfDay(to)}</span>
  </span>`;
}

const offset = (ms: number): string => (Math.abs(ms) < 500 ? 'now' : ms < 0 ? `${lasting(-ms)} ago` : `in ${lasting(ms)}`);
