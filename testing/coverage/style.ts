/** The look of the page: light and dark by the reader's preference, narrow and wide. */
export const STYLE = `
:root{--ink:#1f2328;--mute:#59636e;--line:#d1d9e0;--page:#fff;--card:#f6f8fa;--good:#1a7f37;--soft:#dafbe1;--fair:#9a6700;--bad:#cf222e;--blush:#ffebe9;--warm:#bc4c00;--open:#818b98;--link:#0969da}
@media(prefers-color-scheme:dark){:root{--ink:#f0f6fc;--mute:#9198a1;--line:#3d444d;--page:#0d1117;--card:#151b23;--good:#3fb950;--soft:#12261e;--fair:#d29922;--bad:#f85149;--blush:#25171c;--warm:#f0883e;--open:#7d8590;--link:#4493f8}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1120px;padding:24px 20px 64px;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
h1{font-size:24px;margin:0 0 8px}h2{font-size:20px;margin:0 0 14px}h3{font-size:16px;margin:28px 0 10px}
nav{display:flex;flex-wrap:wrap;gap:6px 16px}a{color:var(--link)}
section{border-top:1px solid var(--line);margin-top:28px;padding-top:24px}
small,.fact,.key,.note{color:var(--mute)}.fact,.key,.note{font-size:14px;margin:8px 0}
.tiles{display:grid;grid-template-columns:repeat(auto-fill,minmax(132px,1fr));gap:10px}
.tile{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:10px 12px;display:flex;flex-direction:column}
.tile b{font-size:22px;line-height:1.2;font-variant-numeric:tabular-nums}.tile span{font-size:14px}
.bar{width:100%;height:4px;margin:8px 0 4px;border-radius:2px}.bar .all{fill:var(--line)}
.good .done{fill:var(--good)}.fair .done{fill:var(--fair)}.bad .done{fill:var(--bad)}.good b{color:var(--good)}
.scroll{position:relative;overflow-x:auto;max-width:100%}
.machine{display:block;max-width:max(100%,1000px);height:auto;font:11px system-ui,sans-serif}
.machine text{text-anchor:middle}.name{fill:var(--ink);font-size:12px;font-weight:600}
.node.walked{fill:var(--soft);stroke:var(--good);stroke-width:1.5}.node.open{fill:var(--card);stroke:var(--open);stroke-dasharray:4 3}
.end.walked{fill:var(--page);stroke:var(--good);stroke-width:1.5}.end.open{fill:var(--page);stroke:var(--open);stroke-dasharray:3 2}.dot{fill:var(--mute)}
.way{fill:none}.way.walked{stroke:var(--good);stroke-width:2}.way.failed{stroke:var(--warm);stroke-width:2}.way.open{stroke:var(--open);stroke-width:1.2;stroke-dasharray:4 4}
.head.walked{fill:var(--good)}.head.failed{fill:var(--warm)}.head.open{fill:var(--open)}
.label{paint-order:stroke;stroke:var(--page);stroke-width:4px;stroke-linejoin:round}
.label.walked{fill:var(--good);font-weight:600}.label.failed{fill:var(--warm);font-weight:600}.label.open{fill:var(--mute)}.label.tight{font-size:10px}
.key i{display:inline-block;width:22px;border-top:2px solid;margin:0 6px 4px 12px}.key i:first-child{margin-left:0}
.key i.walked{color:var(--good)}.key i.failed{color:var(--warm)}.key i.open{color:var(--open);border-top-style:dashed}
table{border-collapse:collapse;font-size:14px}
th,td{padding:5px 10px;border-bottom:1px solid var(--line);text-align:left;font-weight:400;overflow-wrap:normal}
.matrix{margin-top:14px}.matrix td,.matrix thead th{text-align:center}.matrix thead th{color:var(--mute);font-size:13px;white-space:nowrap}.matrix .lock{border-left:1px solid var(--line)}.matrix td:last-child{border-left:1px solid var(--line)}.matrix thead td{border-left:0}
.yes,.no{display:inline-block;width:22px;height:22px;line-height:20px;border-radius:50%;font-size:12px;text-align:center;border:1px solid}
.key .yes,.key .no{margin:0 6px 0 12px}.key .yes:first-child{margin-left:0}.key .open+.open{margin-left:0}
.yes.walked{background:var(--soft);color:var(--good)}.no.walked{background:var(--blush);color:var(--bad)}
.yes.open,.no.open{color:var(--open);border-style:dashed}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.calls td:last-child{font-variant-numeric:tabular-nums}.calls .open td{color:var(--mute)}
details{margin:8px 0}summary{cursor:pointer}details>summary small{margin-left:6px}
.gap{margin:4px 0 4px 18px;font-size:14px}p.gap{padding-left:16px;color:var(--mute)}
pre{margin:6px 0 12px;padding:12px 14px;background:var(--card);border:1px solid var(--line);border-radius:8px;overflow-x:auto;font:13px/1.5 ui-monospace,monospace;user-select:all;overflow-wrap:normal}
code{font:13px ui-monospace,monospace}pre code{font:inherit}.calls code{overflow-wrap:normal;white-space:nowrap}
.whole{color:var(--good)}
:focus-visible{outline:2px solid var(--link);outline-offset:2px}
@media(max-width:520px){body{padding:16px 14px 48px}.tiles{grid-template-columns:repeat(2,1fr)}.gap{margin-left:6px}}
`
  .trim()
  .replaceAll('\n', '');
