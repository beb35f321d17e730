/** How the panel looks: one adopted style sheet, so that a strict content security policy allows it. */
export const STYLE = `
:host {
  --bg: #ffffff; --raised: #f5f6f8; --sunk: #eceef1; --line: #dcdfe4; --strong: #868c96;
  --text: #1a1d23; --muted: #59606c; --accent: #3a4fc4; --on-accent: #ffffff; --tint: #eaedfb;
  --good: #17703a; --busy: #855a00; --bad: #b3203f; --good-bg: #e2f4e8; --busy-bg: #fbf0d5; --bad-bg: #fce8eb;
  --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace;
  all: initial; color-scheme: light dark;
  font: 12.5px/1.45 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif;
  font-variant-numeric: tabular-nums; color: var(--text); position: fixed; z-index: 2147483000; inset: auto 12px 12px auto; display: block;
}
@media (prefers-color-scheme: dark) {
  :host {
    --bg: #16181d; --raised: #1d2026; --sunk: #262a32; --line: #31353e; --strong: #767d8a;
    --text: #e7e9ee; --muted: #a2a9b6; --accent: #a5b4ff; --on-accent: #14161b; --tint: #262c47;
    --good: #6fd193; --busy: #e8bd5c; --bad: #ff92a5; --good-bg: #17301f; --busy-bg: #352a10; --bad-bg: #3b1b23;
  }
}
:host([hidden]), [hidden] { display: none !important; }
:host([open][dock='bottom']) { inset: auto 0 0 0; }
:host([open][dock='side']) { inset: 0 0 0 auto; }
:host([dock='page']) { inset: 0; }
*, *::before, *::after { box-sizing: border-box; }
button, input, select { font: inherit; color: inherit; letter-spacing: inherit; margin: 0; }
button, select, input:not([type='range']) {
  min-height: 24px; border: 1px solid var(--line); border-radius: 5px; background: var(--bg); padding: 1px 8px;
}
button { cursor: pointer; white-space: nowrap; display: inline-flex; align-items: center; gap: 5px; }
button:hover:not([disabled], [aria-disabled='true']) { background: var(--sunk); }
button[disabled] { color: var(--muted); cursor: default; background: none; }
button.quiet { border-color: transparent; background: none; color: var(--muted); padding: 1px 5px; }
button.quiet:hover { color: var(--text); }
button.main { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
button.main:hover:not([disabled]) { background: var(--accent); filter: brightness(1.08); }
button.sure { background: var(--bad-bg); border-color: var(--bad); color: var(--bad); }
button.icon { padding: 1px 4px; }
input, select { max-width: 100%; min-width: 0; }
input::placeholder { color: var(--muted); opacity: 1; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
svg { width: 15px; height: 15px; fill: none; stroke: currentColor; stroke-width: 1.6; stroke-linecap: round; stroke-linejoin: round; flex: none; }
pre, code, .mono { font-family: var(--mono); font-size: 11.5px; }
pre { margin: 4px 0 0; padding: 7px 9px; background: var(--raised); border: 1px solid var(--line); border-radius: 5px; overflow: auto; max-height: 240px; white-space: pre-wrap; overflow-wrap: anywhere; }
h2, h3, p, ul, dl, dd { margin: 0; padding: 0; font-size: inherit; list-style: none; }
h2, h3 { font-weight: 600; }

.tab-closed { border-radius: 999px; min-height: 30px; padding: 3px 12px 3px 9px; box-shadow: 0 1px 2px #0000001f, 0 4px 14px #00000026; font-weight: 550; }
.tab-closed .brand { margin: 0; }
.panel { display: flex; flex-direction: column; background: var(--bg); height: 100%; overflow: hidden; position: relative; }
:host([dock='bottom']) .panel { height: var(--height); max-height: 100dvh; border-top: 1px solid var(--line); box-shadow: 0 -6px 24px #0000001f; }
:host([dock='side']) .panel { width: var(--width); max-width: 100vw; height: 100dvh; border-left: 1px solid var(--line); box-shadow: -6px 0 24px #0000001f; }
.grip { position: absolute; z-index: 2; background: none; touch-action: none; }
:host([dock='bottom']) .grip { inset: -3px 0 auto 0; height: 7px; cursor: ns-resize; }
:host([dock='side']) .grip { inset: 0 auto 0 -3px; width: 7px; cursor: ew-resize; }
.grip:hover, .grip:focus-visible { background: var(--accent); opacity: 0.5; outline: none; }

.bar { display: flex; align-items: center; gap: 2px 6px; padding: 0 8px; background: var(--raised); border-bottom: 1px solid var(--line); flex: none; min-height: 36px; }
.brand { display: inline-flex; align-items: center; gap: 6px; font-weight: 650; margin-right: 8px; }
.brand svg { color: var(--accent); width: 17px; height: 17px; }
[role='tablist'] { display: flex; align-self: stretch; overflow-x: auto; scrollbar-width: none; }
[role='tab'] { border: 0; border-bottom: 2px solid transparent; border-radius: 0; background: none; padding: 0 9px; color: var(--muted); align-self: stretch; min-height: 35px; }
[role='tab'][aria-selected='true'] { color: var(--text); border-bottom-color: var(--accent); font-weight: 600; }
[role='tab']:focus-visible { outline-offset: -3px; }
.count { font-size: 11px; padding: 0 5px; border-radius: 8px; background: var(--sunk); color: var(--muted); font-weight: 500; }
.count.bad { background: var(--bad-bg); color: var(--bad); }
.space { flex: 1; }
.live { display: inline-flex; align-items: center; gap: 5px; color: var(--muted); white-space: nowrap; }
.live::before { content: ''; width: 7px; height: 7px; border-radius: 50%; background: var(--good); flex: none; }
.live.connecting::before { background: var(--busy); }
.live.lost { color: var(--bad); } .live.lost::before { background: var(--bad); }

.bar, .clock, .body { contain: content; }
.clock { display: flex; flex-wrap: wrap; align-items: center; gap: 5px 8px; padding: 5px 10px; border-bottom: 1px solid var(--line); flex: none; }
.now { font-family: var(--mono); font-size: 13px; font-weight: 600; white-space: nowrap; }
.now small { font-weight: 400; color: var(--muted); font-size: 11px; }
.group { display: inline-flex; align-items: center; flex-wrap: wrap; row-gap: 3px; max-width: 100%; }
.group > * { border-radius: 0; margin-left: -1px; }
.group > :first-child { border-radius: 5px 0 0 5px; margin-left: 0; } .group > :last-child { border-radius: 0 5px 5px 0; }
.group > :focus-visible { z-index: 1; }
.slide { flex: 1 1 190px; display: flex; align-items: center; gap: 7px; color: var(--muted); font-size: 11px; white-space: nowrap; min-width: 170px; }
.slide input { flex: 1; min-width: 60px; accent-color: var(--accent); height: 20px; margin: 0; }
.notice { display: flex; align-items: center; flex-wrap: wrap; gap: 4px 10px; padding: 4px 10px; border-bottom: 1px solid var(--line); background: var(--tint); flex: none; }
.notice.bad { background: var(--bad-bg); color: var(--bad); }
.notice span { overflow-wrap: anywhere; min-width: 0; }
.notice input { flex: 1; min-width: 140px; font-family: var(--mono); font-size: 11.5px; }

.body { flex: 1; overflow: auto; min-height: 0; padding: 0 0 10px; scrollbar-width: thin; overscroll-behavior: contain; }
.body:focus-visible { outline-offset: -2px; }
.tools { display: flex; flex-wrap: wrap; align-items: center; gap: 5px 8px; padding: 7px 10px; position: sticky; top: 0; background: var(--bg); z-index: 1; }
.tools .find { flex: 1 1 130px; max-width: 320px; }
b, q, small, pre, .mono, .why { unicode-bidi: isolate; }
.muted { color: var(--muted); }
.empty { padding: 22px 14px; color: var(--muted); text-align: center; }
.bad-text { color: var(--bad); }
.group button[aria-pressed='true'] { background: var(--tint); border-color: var(--accent); color: var(--accent); z-index: 1; position: relative; font-weight: 600; }

.server { display: grid; grid-template-columns: minmax(120px, 1fr) minmax(280px, 1.3fr) minmax(0, 3.3fr); gap: 3px 12px; align-items: center; padding: 6px 10px; border-top: 1px solid var(--line); }
.server > .wide { grid-column: 1 / -1; }
.name { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 7px; min-width: 0; overflow-wrap: anywhere; }
.name b { font-weight: 600; }
.name .mono { color: var(--muted); }
.is { display: flex; align-items: center; gap: 8px; min-width: 0; min-height: 24px; }
.pill { display: inline-flex; align-items: center; gap: 4px; padding: 0 7px; border-radius: 9px; font-size: 11.5px; line-height: 18px; background: var(--sunk); color: var(--muted); white-space: nowrap; max-width: 100%; overflow: hidden; text-overflow: ellipsis; }
.is .pill { flex: none; max-width: 60%; }
.pill.good { background: var(--good-bg); color: var(--good); } .pill.busy { background: var(--busy-bg); color: var(--busy); } .pill.bad { background: var(--bad-bg); color: var(--bad); }
.pill svg { width: 11px; height: 11px; }
progress { appearance: none; display: block; width: 100%; height: 4px; border: 0; border-radius: 3px; background: var(--sunk); overflow: hidden; }
progress::-webkit-progress-bar { background: var(--sunk); }
progress::-webkit-progress-value { background: var(--accent); border-radius: 3px; transition: inline-size 0.3s linear; }
progress::-moz-progress-bar { background: var(--accent); border-radius: 3px; }
.task { flex: 1; min-width: 0; font-size: 11.5px; line-height: 18px; color: var(--muted); white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.does { display: flex; flex-wrap: wrap; gap: 4px; }
.cannot { min-height: 24px; display: inline-flex; align-items: center; border: 1px dashed var(--line); border-radius: 5px; padding: 1px 8px; color: var(--muted); white-space: nowrap; }
.server { --lines: 1; }
:host([dock='side']) .server, :host([narrow]) .server { --lines: 2; }
.server summary { width: auto; display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: var(--lines); overflow: hidden; overflow-wrap: anywhere; line-height: 17px; min-height: calc(17px * var(--lines)); }
.server summary::before { content: '▸ '; content: '▸ ' / ''; }
.server [open] > summary { -webkit-line-clamp: none; }
.server [open] > summary::before { content: '▾ '; content: '▾ ' / ''; }
.refused { margin-left: 8px; }
.refused q { quotes: '“' '”'; color: var(--text); }
.refused .mono { color: var(--muted); }
details > summary { cursor: pointer; color: var(--muted); font-size: 11.5px; width: fit-content; border-radius: 3px; }

.vendor h3 { padding: 9px 10px 3px; color: var(--muted); font-size: 11px; text-transform: uppercase; letter-spacing: 0.05em; }
.row { display: flex; align-items: flex-start; gap: 10px; padding: 5px 10px; border-top: 1px solid var(--line); }
.row > .main-part { flex: 1; min-width: 0; overflow-wrap: anywhere; }
.row .mono { overflow-wrap: anywhere; }
form { display: grid; grid-template-columns: repeat(auto-fill, minmax(170px, 1fr)); gap: 8px 12px; padding: 10px; background: var(--raised); border-block: 1px solid var(--line); align-items: end; }
label { display: grid; gap: 2px; color: var(--muted); font-size: 11.5px; min-width: 0; }
form > button { justify-self: start; }
label > input, label > select { color: var(--text); font-size: 12.5px; width: 100%; }
label small { color: var(--muted); font-size: 11px; }
form > .wide { grid-column: 1 / -1; }
.exchange > summary { display: grid; grid-template-columns: 44px 58px minmax(0, 1fr) auto; gap: 0 8px; align-items: baseline; width: auto; color: var(--text); padding: 4px 10px; border-top: 1px solid var(--line); border-radius: 0; font-size: 12px; list-style: none; }
.exchange > summary::-webkit-details-marker { display: none; }
.exchange > summary:hover { background: var(--raised); }
.exchange > summary:focus-visible { outline-offset: -2px; }
.exchange[open] > summary { background: var(--raised); }
.exchange .pill { justify-content: center; }
.exchange .line { overflow-wrap: anywhere; }
.exchange .why { grid-column: 3 / -1; font-size: 11.5px; color: var(--muted); overflow-wrap: anywhere; }
.exchange .inside { padding: 4px 10px 12px; display: grid; grid-template-columns: minmax(0, 1fr); gap: 8px; overflow-wrap: anywhere; }
.exchange h3 { font-size: 11.5px; color: var(--muted); }
.foot { display: flex; justify-content: center; align-items: center; gap: 10px; padding: 9px; border-top: 1px solid var(--line); color: var(--muted); }
:host([dock='side']) .server, :host([narrow]) .server { grid-template-columns: minmax(0, 1fr); }
:host([dock='side']) .bar, :host([narrow]) .bar { flex-wrap: wrap; padding-top: 3px; }
:host([dock='side']) [role='tablist'], :host([narrow]) [role='tablist'] { order: 9; width: 100%; }
:host([narrow]) :is(button, .cannot) { padding-inline: 6px; }
@media (forced-colors: active) { .live::before { forced-color-adjust: none; } [role='tab'][aria-selected='true'] { border-bottom-color: Highlight; } }
@media (prefers-reduced-motion: reduce) { * { transition: none !important; animation: none !important; } }
`;
