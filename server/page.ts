/** The page at the root: the vendors, a working `curl` line for each operation, and the scenarios. Also available as JSON. */
import { createHash } from 'node:crypto';
import type { PlainReply } from '../vendor/wire.ts';
import { operationsOf } from '../vendor/contract.ts';
import type { Contract, Operation } from '../vendor/contract.ts';
import type { AnyProvider } from '../vendor/provider.ts';
import type { AnyCloud } from '../cloud/cloud.ts';
import { DEFAULT_CLOUD } from '../clouds/names.ts';
import { exampleOf } from './document.ts';

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
h2 { display: flex; flex-wrap: wrap; align-items: baseline; column-gap: .8rem; border-bottom: 1px solid #8886; padding-bottom: .3rem; margin-top: 3rem; }
h2 small { font-size: .9rem; font-weight: normal; opacity: .7; overflow-wrap: anywhere; }
dt { margin-top: 1rem; } dd { margin: .2rem 0 0; }
code { font-weight: 600; overflow-wrap: anywhere; } p code, time { white-space: nowrap; } pre { margin: 0; padding: .5rem .7rem; background: #8882; border-radius: .4rem; white-space: pre-wrap; overflow-wrap: anywhere; user-select: all; }
i { font-size: .75rem; font-style: normal; border: 1px solid #8886; border-radius: 1rem; padding: 0 .5rem; opacity: .8; }
nav { display: flex; flex-wrap: wrap; gap: .3rem 1rem; } nav a { white-space: nowrap; }
`;

/** No other page can show it, read it or be told of it. It has no scripts, and none can be injected through a name. */
const HEADERS = {
  'content-security-policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  vary: 'Accept',
};

/** The page of a cloud, as HTML or JSON. `url` is the address under which the client reached it. */
export function page(cloud: AnyCloud, url: string, accept: string, name: string): PlainReply {
  const content = described(cloud, url, name);
  if (/\bapplication\/json\b/i.test(accept))
    return { status: 200, headers: { 'content-type': 'application/json', ...HEADERS }, body: `${JSON.stringify(content, null, 2)}\n` };
  return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8', ...HEADERS }, body: html(content) };
}

interface Described {
  readonly cloud: string;
  readonly now: string;
  readonly clock: string;
  readonly vendors: readonly {
    readonly name: string;
    readonly title: string;
    readonly url: string;
    readonly operations: readonly { readonly operation: string; readonly summary: string; readonly source: string; readonly curl: string }[];
    readonly scenarios: readonly { readonly name: string; readonly description: string }[];
  }[];
}

function described(cloud: AnyCloud, url: string, name: string): Described {
  return {
    cloud: name,
    now: new Date(cloud.clock.now()).toISOString(),
    clock: cloud.clock.kind,
    vendors: Object.entries(cloud.vendors).map(([name, provider]) => ({
      name,
      title: provider.title,
      url: `${url}/${name}`,
      operations: operationsOf(provider.contract).map(({ route, operation }) => ({
        operation: route,
        summary: operation.summary,
        source: operation['x-source'],
        curl: curl(`${url}/${name}`, route, operation, provider),
      })),
      scenarios: Object.values(provider.scenarios ?? {}).map(({ name: scenario, description }) => ({ name: scenario, description })),
    })),
  };
}

/** A command line that works when pasted into a shell. */
function curl(url: string, route: string, { 'x-example': own, requestBody }: Operation, { name, contract }: AnyProvider): string {
  const [method = 'GET', path = '/'] = route.split(' ');
  const example = own ?? exampleOf(name, method, path);
  const type = Object.keys(requestBody?.content ?? {})[0];
  const words = [
    'curl',
    ...(method === 'GET' ? [] : ['-X', method]),
    quoted(url + (example?.path ?? path)),
    ...credential(contract),
    ...(type === undefined ? [] : ['-H', quoted(`Content-Type: ${type}`)]),
    ...(example?.body === undefined ? [] : ['-d', quoted(typeof example.body === 'string' ? example.body : JSON.stringify(example.body))]),
  ];
  return words.join(' ');
}

function credential({ components }: Contract): string[] {
  const scheme = Object.values(components.securitySchemes)[0];
  if (scheme?.type === 'apiKey') return ['-H', quoted(`${scheme.name}: any-key`)];
  if (scheme?.type === 'http') return scheme.scheme === 'basic' ? ['-u', 'user:key'] : ['-H', quoted('Authorization: Bearer any-token')];
  return [];
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

function html({ cloud, now, clock, vendors }: Described): string {
  const rows = (cells: readonly (readonly [string, string])[]): string => cells.map(([term, text]) => `<dt>${term}</dt><dd>${text}</dd>`).join('\n');
  const sections = vendors.map(
    ({ name, title, url, operations, scenarios }) => `
<section id="${escaped(name)}">
<h2>${escaped(title)} <small>${escaped(url)}</small></h2>
<dl>
${rows(operations.map(({ operation, summary, source, curl: line }) => [`<code>${escaped(operation)}</code> ${escaped(summary)} <i class="${source}">${source}</i>`, `<pre>${escaped(line)}</pre>`]))}
</dl>
<h3>Scenarios</h3>
<dl>
${rows(scenarios.map((scenario) => [`<code>${escaped(scenario.name)}</code>`, escaped(scenario.description)]))}
</dl>
</section>`,
  );
  const of = cloud === DEFAULT_CLOUD ? '' : `: ${escaped(cloud)}`;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>stuntbox${of}</title>
<style>${STYLE}</style>
<h1>stuntbox${of}</h1>
<p>A stunt double for the API your servers live behind. The ${escaped(clock)} clock shows <time>${escaped(now)}</time>.
Any credential is accepted except the literal <code>invalid</code>, unless the server was started with <code>--credential</code>.
Time, scenarios, faults and the journal have a port of their own, which is off unless the server is started with <code>--control-port</code>.
To get this page as JSON, send <code>Accept: application/json</code>.</p>
<nav>${vendors.map(({ name, title }) => `<a href="#${escaped(name)}">${escaped(title)}</a>`).join('')}</nav>
${sections.join('\n')}
</html>
`;
}
