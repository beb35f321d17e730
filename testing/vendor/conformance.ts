/** Checks of a vendor that need one request at a time: its contract, replies, refusals and scenarios. */
import assert from 'node:assert/strict';
import { Problem, type ProblemKind } from '../../model/problem.ts';
import { compile } from '../../request/compile.ts';
import { operationsOf, type RoutedOperation, type Source } from '../../vendor/contract.ts';
import { refusal } from '../../vendor/provider.ts';
import type { PlainRequest } from '../../vendor/wire.ts';
import { lowerCase, same, stateOf, type Subject, type VendorCheck, type VendorExample } from './check.ts';
import { exampleRequest } from './example.ts';

const SOURCES: readonly Source[] = ['documented', 'vendor', 'inferred', 'assumed'];

/** All checks of a vendor without random requests. */
export function conformanceChecks(subject: Subject, examples: readonly VendorExample[] | undefined): VendorCheck[] {
  return [
    check('each reply is described, and each operation, reply and rule says how it is known: what is inferred, from what', () => evidence(subject)),
    check('each operation has an id of its own, and an example that is routed to it', () => routing(subject)),
    check('each operation answers its own example as documented', () => answers(subject)),
    check('each refusal that the vendor has is documented for an operation, and changes nothing', () => refusals(subject)),
    check("an unknown path, a missing credential and a wrong one are refused in the vendor's words, and change nothing", () => strangers(subject)),
    check('each scenario has a name and a sentence of its own, and can be played in a fresh cloud', () => scenarios(subject)),
    ...(examples ? documented(subject, examples) : []),
  ];
}

const check = (name: string, run: () => unknown): VendorCheck => ({ name, run: async () => void (await run()) });

/** Fails the check if anything is wrong, and lists it. */
const none = (wrong: readonly string[], what: string): void => assert.deepEqual(wrong, [], `${what}: ${wrong.join(', ')}`);

function evidence({ provider: { contract } }: Subject): void {
  const parts = [
    ...(contract['x-rules'] ?? []).map((part) => ({ part, sentence: part.rule, where: `the rule "${part.rule}"` })),
    ...Object.entries(contract.components.responses).map(([status, part]) => ({ part, sentence: part.description ?? '', where: `the common reply ${status}` })),
    ...operationsOf(contract).flatMap(({ route, operation }) => [
      { part: operation, sentence: operation.summary, where: route },
      ...Object.entries(operation.responses).map(([status, part]) => ({ part, sentence: part.description ?? '', where: `the reply ${status} of ${route}` })),
      ...(operation['x-rules'] ?? []).map((part) => ({ part, sentence: part.rule, where: `the rule "${part.rule}" of ${route}` })),
    ]),
  ];
  none(
    parts.filter(({ sentence }) => !/\S/.test(sentence)).map(({ where }) => where),
    'Without a description',
  );
  none(
    parts.filter(({ part }) => !SOURCES.includes(part['x-source'])).map(({ where }) => where),
    `Not marked by x-source (${SOURCES.join(', ')})`,
  );
  none(
    parts.filter(({ part }) => part['x-source'] === 'inferred' && !part['x-note']).map(({ where }) => where),
    'Inferred, without an x-note that says from what',
  );
}

function routing({ provider, open, headers }: Subject): void {
  const operations = operationsOf(provider.contract);
  assert.ok(operations.length > 0, `The contract of ${provider.title} has no operation.`);
  none(
    operations.filter(({ operation }) => !operation.operationId).map(({ route }) => route),
    'Without an operationId',
  );
  const ids = operations.flatMap(({ operation }) => operation.operationId ?? []);
  none(
    ids.filter((id, index) => ids.indexOf(id) !== index),
    'Two operations with one operationId',
  );
  const cloud = open();
  for (const routed of operations) {
    const { operation } = cloud.serve(provider.name, exampleRequest(routed, headers)).exchange;
    assert.equal(operation, routed.route, `The example of ${routed.route} is routed to ${operation}.`);
  }
}

function answers({ provider, open, ask, headers }: Subject): void {
  for (const routed of operationsOf(provider.contract)) {
    const { reply, exchange } = ask(open(), exampleRequest(routed, headers));
    assert.ok(reply && reply.status < 500, `The example of ${routed.route} is answered ${reply?.status}.`);
    assert.notEqual(exchange.operation, null);
  }
}

/** A refusal that no operation documents can never happen: even `cloud.faults` could not inject it. */
function refusals(subject: Subject): void {
  const operations = operationsOf(subject.provider.contract);
  const { refusals: words } = compile(subject.provider);
  const kinds = (Object.keys(words) as ProblemKind[]).filter((kind) => words[kind]);
  none(
    kinds.filter((kind) => !operations.some((routed) => refused(subject, routed, kind))),
    'Refusals that no operation documents',
  );
}

function refused({ provider, open, ask, headers }: Subject, routed: RoutedOperation, kind: ProblemKind): boolean {
  const cloud = open();
  const before = stateOf(cloud);
  let why: string | null;
  try {
    cloud.faults.add({ vendor: provider.name, on: routed.route, outcome: 'refused', kind });
    why = ask(cloud, exampleRequest(routed, headers)).exchange.why;
  } catch {
    // This operation does not document it, but another may.
    return false;
  }
  same(stateOf(cloud), before, `${routed.route} changed something, although it was refused: ${kind}.`);
  return why !== null;
}

function strangers(subject: Subject): void {
  const { provider, open, headers } = subject;
  const vendor = compile(provider);
  const expected = (kind: ProblemKind, detail: Problem['detail'] = {}): number => refusal(vendor, new Problem(kind, '', detail)).status;
  const refuses = (request: PlainRequest, status: number, what: string): void => {
    const cloud = open();
    const before = stateOf(cloud);
    const { reply, exchange } = subject.ask(cloud, request);
    assert.equal(reply?.status, status, `${what} is answered ${reply?.status} ${String(reply?.body)}.`);
    assert.ok(exchange.why, `The journal does not say why ${what} was refused.`);
    same(stateOf(cloud), before, `${what} changed something.`);
  };
  const [operation] = operationsOf(provider.contract).filter(({ operation: { security } }) => !security);
  const nowhere: PlainRequest = { method: 'GET', path: '/no/such/path/', base: '', query: '', headers, body: undefined };
  refuses(nowhere, expected('no-route', { path: nowhere.path, method: 'GET' }), 'GET /no/such/path/');
  if (!operation) return;
  const { header } = vendor.authentication;
  const { [header]: given = '', ...without } = exampleRequest(operation, headers).headers;
  assert.ok(given, `The requests of the checks have no header '${header}'. Pass it: { headers: { '${header}': '…' } }.`);
  const request = exampleRequest(operation, headers);
  refuses({ ...request, headers: without }, expected('unauthenticated', { missing: true }), `${operation.route} without a credential`);
  // Every cloud refuses the credential `invalid`.
  refuses(
    { ...request, headers: { ...without, [header]: given.replace(/\S+$/, given.toLowerCase().startsWith('basic ') ? btoa('user:invalid') : 'invalid') } },
    expected('unauthenticated', { missing: false }),
    `${operation.route} with the credential 'invalid'`,
  );
}

function scenarios({ provider, open }: Subject): void {
  const all = Object.values(provider.scenarios ?? {});
  const names = all.map(({ name }) => name);
  none(
    names.filter((name, index) => names.indexOf(name) !== index || !name.startsWith(`${provider.name}/`)),
    `Scenarios that share a name, or whose name does not begin with '${provider.name}/'`,
  );
  none(
    all.filter(({ description }) => !/^[A-Z].*\.$/s.test(description)).map(({ name }) => name),
    'Scenarios whose description is not a sentence',
  );
  for (const scenario of all) {
    try {
      open().play(scenario);
    } catch (error) {
      throw new Error(`The scenario '${scenario.name}' cannot be played in a fresh cloud: ${(error as Error).message}`, { cause: error });
    }
  }
}

/** The examples of the vendor's documents: each documented operation has one, and each is answered as printed. */
function documented(subject: Subject, examples: readonly VendorExample[]): VendorCheck[] {
  const { provider, headers } = subject;
  const covered = (): void => {
    const cloud = subject.open();
    const shown = examples.map(({ request: { method, path } }) => {
      const [own = '', query = ''] = path.split('?');
      return cloud.serve(provider.name, { method, path: own, base: '', query, headers, body: undefined }).exchange.operation;
    });
    const wanted = operationsOf(provider.contract).filter(({ operation }) => operation['x-source'] === 'documented');
    none(
      wanted.filter(({ route }) => !shown.includes(route)).map(({ route }) => route),
      'Documented operations without an example of the document',
    );
  };
  return [
    check('each documented operation has an example of the document', covered),
    ...examples.map((example) => check(`it answers as its document prints: ${example.heading}`, () => answersExample(subject, example))),
  ];
}

async function answersExample({ provider, open, headers }: Subject, { request, status, body, before, compare }: VendorExample): Promise<void> {
  const cloud = open();
  await before?.(cloud);
  const base = (cloud.origins as Readonly<Record<string, string>>)[provider.name] ?? '';
  const response = await cloud.fetch(base + request.path, {
    method: request.method,
    headers: { ...headers, ...(request.headers && lowerCase(request.headers)) },
    redirect: 'manual',
    ...(request.body !== undefined && { body: request.body }),
  });
  const answered = (await response?.text()) ?? '';
  assert.equal(response?.status, status, `It is answered ${response?.status} ${answered}`);
  if (body === undefined) return;
  if (body === null) return assert.equal(answered, '');
  const [printed, given] = [JSON.parse(body), JSON.parse(answered)] as [never, never];
  if (compare) compare(printed, given);
  else same(given, printed, 'It is not answered as printed.');
}
