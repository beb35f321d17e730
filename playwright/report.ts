/** What a failing test leaves in its report: the journal, the violations and the link, as text to read and as JSON. */
import type { TestInfo } from '@playwright/test';
import type { AnyCloud } from '../cloud/cloud.ts';
import { linkFragment } from '../cloud/link.ts';
import type { Exchange } from '../model/journal.ts';

/** The most exchanges that the text lists; the JSON has all that the journal keeps. */
const MOST_LINES = 200;

/** Attaches them. */
export async function attachCloud(cloud: AnyCloud, testInfo: Pick<TestInfo, 'attach'>): Promise<void> {
  const exchanges = cloud.journal.all();
  const violations = cloud.violations.all();
  const text = (name: string, body: string): Promise<void> => testInfo.attach(name, { body, contentType: 'text/plain' });
  const json = (name: string, value: unknown): Promise<void> =>
    testInfo.attach(name, { body: JSON.stringify(value, undefined, 2), contentType: 'application/json' });
  await text('stuntbox journal', journalText(exchanges, cloud.clock.now()));
  await json('stuntbox journal.json', exchanges);
  await text(
    'stuntbox violations',
    violations.length === 0 ? 'No request departed from the contract.\n' : violations.map(({ n, message }) => `request ${n}: ${message}\n`).join(''),
  );
  await json('stuntbox violations.json', violations);
  await text('stuntbox link', linkText(cloud));
  await json('stuntbox link.json', cloud.toLink());
}

function journalText(exchanges: readonly Exchange[], now: number): string {
  const left = exchanges.length - MOST_LINES;
  const lines = exchanges
    .slice(-MOST_LINES)
    .map(({ n, at, vendor, operation, request: { method, path, query }, reply, why, violations }) =>
      [
        `${n}. ${new Date(at).toISOString()} ${vendor}: ${method} ${path}${query && `?${query}`} → ${reply?.status ?? 'no reply'}`,
        ...(operation === null ? ['   no operation of the vendor'] : []),
        ...(why === null ? [] : [`   ${why}`]),
        ...violations.filter(({ message }) => !why?.includes(message)).map(({ message }) => `   ${message}`),
      ].join('\n'),
    );
  return [
    ...(left > 0 ? [`… and ${left} before; stuntbox journal.json has them.`] : []),
    ...(lines.length > 0 ? lines : ['The cloud was asked nothing. Are its origins those that the page calls?']),
    `The cloud's clock stands at ${new Date(now).toISOString()}.`,
    '',
  ].join('\n');
}

function linkText(cloud: AnyCloud): string {
  const fragment = linkFragment(cloud.toLink());
  return `${fragment}

It shows the cloud as it was when the test ended:
- in a page that runs startCloud or the Vite plugin, as the fragment of its address;
- in a test: test.use({ cloudOptions: { link: '${fragment.slice(0, 24)}…' } });
- in a script: createCloud.fromLink({ ${Object.keys(cloud.vendors).join(', ')} }, '${fragment.slice(0, 24)}…').
`;
}
