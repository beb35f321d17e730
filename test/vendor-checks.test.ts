/** The exported suites themselves: each check fails for a vendor that breaks what it names. */
import { beforeEach, expect, test } from '@jest/globals';
import { vpsorg } from '../handlers/vpsorg/index.ts';
import { watchers } from '../request/serve.ts';
import { vendorChecks, type VendorCheckOptions } from '../testing/vendor/index.ts';
import type { AnyProvider, Decision } from '../vendor/provider.ts';

type Code = (call: { readonly [name: string]: never }) => Decision;
interface Open extends AnyProvider {
  readonly operations: Readonly<Record<string, Code>>;
  readonly refusals: Readonly<Record<string, unknown>>;
}
// Broken on purpose, in ways that the vendor's own types refuse.
const whole = vpsorg as unknown as Open;

// Our own suite holds each reply besides: here, only the exported checks shall.
beforeEach(() => watchers.clear());

/** The names of the checks that a vendor fails. */
async function failed(provider: AnyProvider, options: VendorCheckOptions = {}): Promise<string[]> {
  const names: string[] = [];
  for (const { name, run } of vendorChecks(provider, { runs: 15, ...options })) await run().catch(() => names.push(name));
  return names;
}

const withOperation = (route: string, code: Code): AnyProvider => ({ ...whole, operations: { ...whole.operations, [route]: code } }) as AnyProvider;
const list = 'GET /servers/';
const listed: Code = (call) => (whole.operations[list] as Code)(call);
const withContract = (change: (contract: { -readonly [K in keyof AnyProvider['contract']]: never }) => void): AnyProvider => {
  const contract = structuredClone(whole.contract);
  change(contract as never);
  return { ...whole, contract };
};

const ANSWERS = 'each operation answers its own example as documented';
const TRUE_LIVES = 'in random runs no request is answered with 5xx or outside the contract, and time never runs backwards';
const REFUSED = 'what is refused changes nothing';
const TWICE = 'what is read twice at one instant reads the same, and reading changes nothing';
const ALIKE = 'the same requests at the same instants give the same answers';
const RESTORED = 'a snapshot that is restored gives the same answers, in another cloud too';
const LINK = 'the link of a random run has its steps, leads to the same state at the same instant, and holds no credential';
const RESET = 'a cloud that is reset is a fresh one';

test('a complete vendor passes', async () => {
  expect(await failed(vpsorg)).toEqual([]);
});

test('a reply that is not as documented, and one of 5xx', async () => {
  expect(await failed(withOperation(list, () => ({ status: 200, body: { count: 'two', results: [] } })))).toEqual(
    expect.arrayContaining([ANSWERS, TRUE_LIVES]),
  );
  expect(await failed(withOperation(list, () => ({ status: 500, body: { detail: 'A server error occurred.' } })))).toEqual(
    expect.arrayContaining([ANSWERS, TRUE_LIVES]),
  );
});

test('an operation that draws or counts outside its account, or that keeps what it knows outside it', async () => {
  let asked = 0;
  const numbered = withOperation(list, (call) => ({ ...listed(call), headers: { 'x-request': String((asked += 1)) } }));
  expect(await failed(numbered)).toEqual(expect.arrayContaining([TWICE, ALIKE, RESET, RESTORED]));
  let created = 0;
  const create = 'POST /servers/';
  const creating = withOperation(create, (call) => {
    const decision = (whole.operations[create] as Code)(call);
    (call['settings'] as unknown as { credits: number }).credits = created += 1;
    return decision;
  });
  expect(await failed(creating)).toContain(LINK);
});

test('a read that changes something, and a refusal that does', async () => {
  const reading = withOperation(list, (call) => {
    (call['settings'] as unknown as { credits: number }).credits -= 1;
    return listed(call);
  });
  expect(await failed(reading)).toContain(TWICE);
  const start = 'POST /servers/{server_id}/start/';
  const refusing = withOperation(start, (call) => {
    (call['settings'] as unknown as { credits: number }).credits -= 1;
    return (whole.operations[start] as Code)(call);
  });
  expect(await failed(refusing)).toContain(REFUSED);
});

test('a part without evidence, or inferred from nothing, and a reply without a description', async () => {
  const evidence = 'each reply is described, and each operation, reply and rule says how it is known: what is inferred, from what';
  const get = (contract: never): { [name: string]: unknown } => (contract as { paths: { '/servers/': { get: never } } }).paths['/servers/'].get;
  expect(await failed(withContract((contract) => void delete get(contract as never)['x-source']))).toContain(evidence);
  expect(await failed(withContract((contract) => void (get(contract as never)['x-source'] = 'inferred')))).toContain(evidence);
  const reply = (contract: never): { [name: string]: unknown } => (get(contract)['responses'] as { '200': never })['200'];
  expect(await failed(withContract((contract) => void (reply(contract as never)['description'] = ' ')))).toContain(evidence);
});

test('an operation without an example, with the example of another, or with the id of another', async () => {
  const routing = 'each operation has an id of its own, and an example that is routed to it';
  const get = (contract: never): { [name: string]: unknown } => (contract as { paths: { '/servers/': { get: never } } }).paths['/servers/'].get;
  expect(await failed(withContract((contract) => void (get(contract as never)['x-example'] = { path: '/plans/' })))).toContain(routing);
  expect(await failed(withContract((contract) => void (get(contract as never)['operationId'] = 'createServer')))).toContain(routing);
  await expect(failed(withContract((contract) => void delete get(contract as never)['x-example']))).rejects.toThrow('GET /servers/ has no example');
});

test('a refusal in words that are not documented, and one that nothing documents', async () => {
  const refusals = { ...whole.refusals, 'payment-required': () => ({ status: 418, body: { detail: 'Short and stout.' } }) };
  expect(await failed({ ...whole, refusals } as AnyProvider)).toContain('each refusal that the vendor has is documented for an operation, and changes nothing');
});

test('a credential that no operation needs', async () => {
  const authentication = { header: 'authorization', credential: () => 'anything' };
  expect(await failed({ ...whole, authentication } as AnyProvider)).toContain(
    "an unknown path, a missing credential and a wrong one are refused in the vendor's words, and change nothing",
  );
});

test('an operation that begins an action which its contract does not name, and one that says nothing of it', async () => {
  const name = 'each operation says which actions it begins, and begins no other';
  const create = (contract: never): { [name: string]: unknown } => (contract as { paths: { '/servers/': { post: never } } }).paths['/servers/'].post;
  expect(await failed(withContract((contract) => void (create(contract as never)['x-begins'] = {})))).toContain(name);
  expect(await failed(withContract((contract) => void delete create(contract as never)['x-begins']))).toContain(name);
});

test('an operation that is answered outside the contract only once its task went wrong', async () => {
  const name = 'whatever goes wrong, no answer is outside the contract, and no fault strikes more often than it should';
  const get = 'GET /servers/{server_id}/';
  const odd = withOperation(get, (call) => {
    const task = (call['server'] as unknown as { task: { stuck?: number } | null }).task;
    return task?.stuck === undefined ? (whole.operations[get] as Code)(call) : { status: 418, body: { detail: 'Stuck.' } };
  });
  expect(await failed(odd, { runs: 60 })).toEqual([name]);
});

test('a scenario that cannot be played, and one whose description is no sentence', async () => {
  const name = 'each scenario has a name and a sentence of its own, and can be played in a fresh cloud';
  const play = (): void => {
    throw new Error('There is no server 99.');
  };
  const scenario = { name: 'vpsorg/mine', description: 'Mine.', play: () => {} };
  expect(await failed({ ...whole, scenarios: { mine: scenario } })).not.toContain(name);
  expect(await failed({ ...whole, scenarios: { mine: { ...scenario, play } } })).toContain(name);
  expect(await failed({ ...whole, scenarios: { mine: { ...scenario, description: 'mine' } } })).toContain(name);
  expect(await failed({ ...whole, scenarios: { mine: { ...scenario, name: 'other/mine' } } })).toContain(name);
});

test('an example of the document that is answered otherwise, and a documented operation without one', async () => {
  const covered = 'each documented operation has an example of the document';
  const example = { heading: 'A plan', request: { method: 'GET', path: '/plans/9/' }, status: 404, body: '{"detail": "Not found."}' };
  expect(await failed(vpsorg, { examples: [example] })).toEqual([covered]);
  expect(await failed(vpsorg, { examples: [{ ...example, body: '{"detail": "Gone."}' }] })).toEqual([covered, 'it answers as its document prints: A plan']);
});

test('the checks say what to give when they cannot make up a credential', () => {
  const odd = withContract(
    (contract) => void ((contract as never as { components: { securitySchemes: object } }).components.securitySchemes = { key: { type: 'openIdConnect' } }),
  );
  expect(() => vendorChecks(odd)).toThrow('Pass the headers: { headers: { … } }.');
  expect(vendorChecks(odd, { headers: { Authorization: 'Bearer x' } }).length).toBeGreaterThan(10);
});
