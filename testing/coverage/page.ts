/**
 * The report as one HTML page that needs nothing else: no script, no request, no font.
 * Law: whatever comes from outside is escaped; there are no style attributes, so that a content security policy can forbid them.
 */
import { MEASURED, MEASURES, type Measure } from './catalogue.ts';
import { drawing } from './drawing.ts';
import type { Machine } from './machine.ts';
import { escaped } from './markup.ts';
import type { CoverageReport, Gap, Share, VendorCoverage } from './report.ts';
import { STYLE } from './style.ts';

const HEADS: Readonly<Record<Measure, string>> = {
  operations: 'Operations',
  statuses: 'Statuses',
  refusals: 'Refusals',
  transitions: 'Transitions',
  sent: 'Members sent',
  shown: 'Members shown',
  scenarios: 'Scenarios',
};

export function coveragePage(report: CoverageReport): string {
  const { vendors, torn, unknown } = report;
  const notes = [
    ...(vendors.length === 0 ? ['No cloud was used: there is nothing to report.'] : []),
    ...(torn > 0 ? [`${torn} unfinished ${torn === 1 ? 'line' : 'lines'} of a worker that ended early ${torn === 1 ? 'was' : 'were'} skipped.`] : []),
    ...unknown.map((vendor) => `'${vendor}' was used, but no process could write what there is of it.`),
  ];
  const links = vendors.length > 1 ? `<nav>${vendors.map(({ title }, index) => `<a href="#vendor-${index + 1}">${escaped(title)}</a>`).join('')}</nav>` : '';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="color-scheme" content="light dark">
<title>What this suite has walked</title>
<style>${STYLE}</style>
</head>
<body>
<header><h1>What this suite has walked</h1>${links}</header>
<main>
${notes.map((note) => `<p class="note">${escaped(note)}</p>`).join('\n')}
${vendors.map(section).join('\n')}
</main>
</body>
</html>
`;
}

function section(vendor: VendorCoverage, index: number): string {
  const walked = new Set(vendor.walked);
  const evidence = Object.entries(vendor.evidence).map(([source, times]) => `${times} ${source}`);
  const facts = [
    ...(evidence.length > 0 ? [`Replies by evidence: ${evidence.join(', ')}.`] : []),
    ...(vendor.stray > 0 ? [`${vendor.stray} ${vendor.stray === 1 ? 'request' : 'requests'} matched no documented operation.`] : []),
    ...vendor.undocumented.map((what) => `Undocumented: ${what}.`),
  ];
  return `<section id="vendor-${index + 1}">
<h2>${escaped(vendor.title)}</h2>
<div class="tiles">${MEASURES.filter((measure) => vendor.shares[measure].of > 0)
    .map((measure) => tile(measure, vendor.shares[measure]))
    .join('')}</div>
${facts.map((text) => `<p class="fact">${escaped(text)}</p>`).join('\n')}
${vendor.machines.map((machine) => machineSection(machine, walked, vendor.machines.length > 1)).join('\n')}
${operations(vendor)}
${gapSection(vendor.gaps)}
</section>`;
}

function tile(measure: Measure, { walked, of, percent }: Share): string {
  const look = percent === 100 ? 'good' : percent >= 50 ? 'fair' : 'bad';
  return `<div class="tile ${look}" title="${escaped(MEASURED[measure])}"><b>${percent}%</b><span>${HEADS[measure]}</span><svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true"><rect class="all" width="100" height="4"/><rect class="done" width="${percent}" height="4"/></svg><small>${walked} of ${of}</small></div>`;
}

function machineSection(machine: Machine, walked: ReadonlySet<string>, several: boolean): string {
  const { svg, beside } = drawing(machine, walked);
  const ways = new Map<string, { readonly to: string | null; seen: number; all: number }>();
  for (const { label, to, fact } of beside) {
    const way = ways.get(label) ?? { to, seen: 0, all: 0 };
    way.all += 1;
    if (walked.has(fact)) way.seen += 1;
    ways.set(label, way);
  }
  const words = Array.from(ways, ([label, { to, seen, all }]) => `${label} leads from ${all} statuses to ${to ?? 'removal'}: ${seen} of ${all} walked.`);
  return `<h3>${several ? `Lifecycle of ${escaped(machine.table)}` : 'Lifecycle'}</h3>
${svg === '' ? '' : `<div class="scroll">${svg}</div>\n<p class="key"><i class="walked"></i>walked <i class="failed"></i>failed half-way <i class="open"></i>never seen</p>`}
${words.map((text) => `<p class="fact">${escaped(text)}</p>`).join('\n')}
${matrix(machine, walked)}`;
}

/** What each action meets in each status. */
function matrix({ actions, statuses }: Machine, walked: ReadonlySet<string>): string {
  const shown = statuses.filter((status) => actions.some(({ cells }) => Object.hasOwn(cells, status)));
  const cell = (fact: string | undefined, accepted: boolean, what: string): string => {
    if (fact === undefined) return '<td></td>';
    const words = `${what}: ${walked.has(fact) ? 'seen' : 'never seen'}`;
    return `<td><span class="${accepted ? 'yes' : 'no'} ${walked.has(fact) ? 'walked' : 'open'}" title="${escaped(words)}">${accepted ? '✓' : '✕'}</span><span class="hidden">${escaped(words)}</span></td>`;
  };
  const rows = actions.map(({ action, cells, locked }) => {
    const own = shown.map((status) => {
      const found = Object.hasOwn(cells, status) ? cells[status] : undefined;
      return cell(found?.fact, found?.accepted ?? false, `${action} ${found?.accepted ? 'accepted' : 'refused'} while ${status}`);
    });
    return `<tr><th scope="row">${escaped(action)}</th>${own.join('')}${cell(locked ?? undefined, false, `${action} refused by a lock`)}</tr>`;
  });
  const heads = [...shown.map((status) => `<th scope="col">${escaped(status)}</th>`), '<th scope="col" class="lock">by a lock</th>'];
  return `<div class="scroll"><table class="matrix"><thead><tr><td></td>${heads.join('')}</tr></thead><tbody>${rows.join('')}</tbody></table></div>
<p class="key"><span class="yes walked">✓</span>accepted <span class="no walked">✕</span>refused <span class="yes open">✓</span><span class="no open">✕</span>never seen</p>`;
}

function operations({ operations: all }: VendorCoverage): string {
  const rows = all.map(
    ({ route, calls }) => `<tr${calls === 0 ? ' class="open"' : ''}><td><code>${escaped(route)}</code></td><td>${calls === 0 ? 'never' : calls}</td></tr>`,
  );
  return `<details><summary>Calls of each operation</summary><div class="scroll"><table class="calls"><thead><tr><th scope="col">operation</th><th scope="col">calls</th></tr></thead><tbody>${rows.join('')}</tbody></table></div></details>`;
}

const ORDER: readonly Measure[] = ['operations', 'transitions', 'refusals', 'statuses', 'sent', 'shown', 'scenarios'];

function gapSection(gaps: readonly Gap[]): string {
  if (gaps.length === 0) return '<p class="whole">Everything was walked.</p>';
  const groups = ORDER.map((measure) => ({ measure, its: gaps.filter((gap) => gap.measure === measure) })).filter(({ its }) => its.length > 0);
  return `<h3>Never seen</h3>
<p class="fact">The lines below a gap close it: select them with one click, and put the call of your own client in place of <code>cloud.fetch</code>.</p>
${groups.map(({ measure, its }, index) => `<details${index === 0 ? ' open' : ''}><summary>${HEADS[measure]} <small>${its.length}</small></summary>${its.map(gapItem).join('')}</details>`).join('\n')}`;
}

function gapItem({ what, lines }: Gap): string {
  if (lines === undefined) return `<p class="gap">${escaped(what)}</p>`;
  return `<details class="gap"><summary>${escaped(what)}</summary><pre><code>${escaped(lines)}</code></pre></details>`;
}
