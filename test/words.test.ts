/** A vendor's answer holds the vendor's words: what we say of faults, locks and schemas stays in the journal. */
import { describe, expect, test } from '@jest/globals';
import { vendors } from '../handlers/index.ts';
import { createCloud, stateTable, type ProblemKind } from '../index.ts';
import { compile } from '../request/compile.ts';
import { Problem } from '../model/problem.ts';
import { refusal } from '../vendor/provider.ts';
import type { AnyProvider } from '../vendor/provider.ts';

/** What only we say. */
const OURS = /\bfault\b|stuntbox|\d ?%( done)?, (?:until|and stuck)|\bLocked by\b|additionalProperties|settable|\bminLength\b|\bundefined\b|\[object/i;

const providers: readonly (readonly [string, AnyProvider])[] = Object.entries(vendors);

describe.each(providers)('%s', (name, provider) => {
  test('no refusal of its table of states is in our words', () => {
    const bodies = stateTable(provider).flatMap(({ answer }) => (answer.allowed || answer.status === null ? [] : [JSON.stringify(answer.body)]));
    expect(bodies.filter((body) => OURS.test(body))).toEqual([]);
  });

  test('no refusal by a fault is in our words', () => {
    const { refusals } = compile(provider);
    const kinds = (Object.keys(refusals) as ProblemKind[]).filter((kind) => refusals[kind]);
    const bodies = kinds.map((kind) => {
      const detail = { path: '/', method: 'GET', missing: false, retryAfter: 1_000 };
      return `${kind}: ${JSON.stringify(refusal(compile(provider), new Problem(kind, 'Refused by a fault.', detail)).body ?? null)}`;
    });
    expect(bodies.filter((body) => OURS.test(body))).toEqual([]);
  });

  test('what is done and yet answered 500 is in the words of the vendor', async () => {
    const cloud = createCloud<Record<string, AnyProvider>>({ [name]: provider });
    cloud.faults.add({ vendor: name, outcome: 'done-but-broken' } as never);
    const [operation] = [...compile(provider).operations.values()].filter(({ route, operation: { security } }) => route.startsWith('GET ') && !security);
    const path = operation?.operation['x-example']?.path ?? '';
    const header = compile(provider).authentication.header;
    const value = header === 'authorization' ? (name === 'elastichosts' ? `Basic ${btoa('user:key')}` : 'Bearer key') : 'key';
    const reply = await cloud.fetch(`${provider.contract.servers[0].url}${path}`, { headers: { [header]: value } });
    expect(reply?.status).toBe(500);
    expect(await reply?.text()).not.toMatch(OURS);
  });
});
