/**
 * Examples in the exported documents: each operation is asked as its document asks, in a fresh cloud, and each documented refusal is met by a fault.
 * What a fresh cloud answers is what the vendor's page prints, wherever it prints anything: `test/hosts.test.ts` holds that.
 */
import { openCloud } from '../cloud/open.ts';
import type { ProblemKind } from '../model/problem.ts';
import { compile, type CompiledOperation } from '../request/compile.ts';
import { credentialHeader } from '../request/credential.ts';
import { exampleRequest } from '../request/example.ts';
import type { AnyProvider } from '../vendor/provider.ts';
import type { PlainReply, PlainRequest } from '../vendor/wire.ts';

/** The settings with which an operation has an answer that it does not have otherwise. */
const SETTINGS: readonly object[] = [{}, { startReply: 200, imageReply: 200 }];

type Json = { [member: string]: unknown };
/** Bodies by media type. */
type Bodies = Map<string, unknown>;

/** An exported document with an example for each request and each answer that has a body. */
export function withExamples(document: object, provider: AnyProvider): object {
  const headers = credentialHeader(provider);
  const made = structuredClone(document) as { paths: Record<string, Record<string, Json>>; components: { responses: Record<string, Json> } };
  const vendor = compile(provider);
  for (const operation of vendor.operations.values()) {
    const [method = '', path = ''] = operation.route.split(' ');
    const target = made.paths[path]?.[method.toLowerCase()];
    if (!target) continue;
    fillRequest(target, operation);
    const answers = answersOf(provider, operation, headers);
    for (const [status, response] of Object.entries(target['responses'] as Record<string, Json>)) {
      const { $ref } = response as { $ref?: string };
      // An answer that many operations share has the first example that any of them gives.
      const described = $ref === undefined ? response : made.components.responses[$ref.split('/').at(-1) ?? ''];
      fill(described?.['content'] as Record<string, Json> | undefined, answers.get(Number(status)) ?? new Map());
    }
  }
  return made;
}

function fillRequest(target: Json, { operation }: CompiledOperation): void {
  const body = operation['x-example']?.body;
  const content = (target['requestBody'] as { content?: Record<string, Json> } | undefined)?.content;
  fill(content, new Map(body === undefined ? [] : [[typeof body === 'string' ? 'application/octet-stream' : 'application/json', body]]));
}

function fill(content: Record<string, Json> | undefined, bodies: Bodies): void {
  for (const [type, media] of Object.entries(content ?? {})) if (bodies.has(type)) media['example'] ??= bodies.get(type);
}

/** What an operation answers, by status: as its example asks, from each state in which it may be asked, and with each refusal that it has. */
function answersOf(provider: AnyProvider, operation: CompiledOperation, headers: Readonly<Record<string, string>>): Map<number, Bodies> {
  const answers = new Map<number, Bodies>();
  const keep = (reply: PlainReply | null): void => {
    if (!reply?.body) return;
    const type = (reply.headers['content-type'] ?? '').split(';')[0] ?? '';
    const bodies = answers.get(reply.status) ?? new Map<string, unknown>();
    answers.set(reply.status, bodies);
    const text = typeof reply.body === 'string' ? reply.body : new TextDecoder().decode(reply.body);
    if (!bodies.has(type)) bodies.set(type, type === 'application/json' ? (JSON.parse(text) as unknown) : text);
  };
  for (const accept of ['application/json', 'text/plain']) {
    const request = exampleRequest(operation, { ...headers, accept });
    for (const from of [undefined, ...statesFor(provider, operation)]) for (const settings of SETTINGS) keep(asked(provider, request, from, settings));
    for (const kind of Object.keys(compile(provider).refusals) as ProblemKind[]) keep(refused(provider, operation, request, kind));
  }
  return answers;
}

/** The statuses from which the action of an operation begins. */
const statesFor = (provider: AnyProvider, { operation }: CompiledOperation): readonly string[] =>
  [operation['x-action'] ?? []].flat().flatMap((action) => compile(provider).tables['servers']?.lifecycle?.[action]?.from ?? []);

/** Asks a fresh cloud, in which the servers rest in a status if one is named. */
function asked(provider: AnyProvider, request: PlainRequest, status: string | undefined, settings: object): PlainReply | null {
  const cloud = openCloud<Record<string, AnyProvider>>({ [provider.name]: provider });
  const account = cloud[provider.name] as { settings: object };
  for (const [name, value] of Object.entries(settings)) if (name in account.settings) Object.assign(account.settings, { [name]: value });
  const { servers } = cloud[provider.name] as { servers: { all(): object[]; update(server: object, members: object): void } };
  if (status !== undefined) for (const server of servers.all()) servers.update(server, { status, task: null });
  return cloud.serve(provider.name, request).reply;
}

function refused(provider: AnyProvider, { route }: CompiledOperation, request: PlainRequest, kind: ProblemKind): PlainReply | null {
  const cloud = openCloud<Record<string, AnyProvider>>({ [provider.name]: provider });
  try {
    cloud.faults.add({ vendor: provider.name, on: route, outcome: 'refused', kind } as never);
  } catch {
    // The vendor does not refuse this operation so.
    return null;
  }
  return cloud.serve(provider.name, request).reply;
}
