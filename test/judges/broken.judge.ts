/** The judges can fail: documents that were broken on purpose are caught. That keys are identifiers, `test/openapi.test.ts` holds: today's orval renames them. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { vendors } from '../../handlers/index.ts';
import { startServer, type RunningServer } from '../../server/index.ts';
import { prismBefore } from './prism.ts';
import { generated, root } from './tool.ts';

const folder = `${generated}/broken`;
const text = (vendor: string): string => readFileSync(`${root}openapi/${vendor}.json`, 'utf8');
let server: RunningServer<typeof vendors>;

beforeAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  server = await startServer(vendors, { port: 0 });
});
afterAll(() => server.close());

/** Writes a document as it was changed; gives its path. */
function broken(vendor: string, change: (document: string) => string): string {
  const [before, path] = [text(vendor), `${folder}/${vendor}.json`];
  const after = change(before);
  expect(after).not.toBe(before);
  writeFileSync(path, after);
  return path;
}

test('a text schema that is an object: Prism refuses the request that the document prints', async () => {
  const document = broken('elastichosts', (whole) => {
    const changed = JSON.parse(whole) as { paths: Record<string, { post: { requestBody: { content: Record<string, { schema: object }> } } }> };
    const content = changed.paths['/servers/create']?.post.requestBody.content ?? {};
    content['text/plain'] = { schema: { type: 'object' } };
    return JSON.stringify(changed);
  });
  const prism = await prismBefore(document, `${server.url}/elastichosts`);
  const headers = { Authorization: `Basic ${btoa('user:key')}`, 'Content-Type': 'text/plain' };
  expect(await prism.violations({ method: 'POST', path: '/servers/create', headers, body: 'cpu 1000\nmem 512' })).toContainEqual(
    expect.stringContaining('must be object'),
  );
  prism.close();
});

test('a member that is answered and not declared: Prism finds it in the answer', async () => {
  const document = broken('vpsorg', (whole) =>
    whole
      .replace(/("ListedServer": \{\s+"type": "object",\s+"required": \[\s+)"id",\s+/, '$1')
      .replace(/("ListedServer": [\s\S]*?"properties": \{\s+)"id": \{[^}]*\},/, '$1'),
  );
  const prism = await prismBefore(document, `${server.url}/vpsorg`);
  const found = await prism.violations({ method: 'GET', path: '/servers/', headers: { Authorization: 'Bearer token' } });
  expect(found).toContainEqual(expect.stringContaining('must NOT have additional properties'));
  prism.close();
});
