/** The faults of a cloud: added, listed, and removed one by one. */
import type { Core } from '../../cloud/core.ts';
import type { Fault, Turn } from '../../model/faults.ts';
import { statusesOf } from '../../model/lifecycle.ts';
import type { Member } from '../../model/member.ts';
import { OUTCOME_NAMES, OUTCOMES } from '../../model/outcomes.ts';
import { suggestion } from '../../model/spelling.ts';
import type { ControlOperations } from '../operations.ts';
import { Refused } from '../problem.ts';

type FaultRoute = Extract<keyof ControlOperations, `${string} /clouds/{cloud}/faults${string}`>;

export const faults: Pick<ControlOperations, FaultRoute> = {
  'GET /clouds/{cloud}/faults': ({ core }) => ({ faults: listed(core) }),
  'GET /clouds/{cloud}/faults/choices': ({ core }) => ({
    outcomes: OUTCOME_NAMES.map((name) => ({ name, needs: described(OUTCOMES[name].needs), may: described(OUTCOMES[name].may) })),
    vendors: Array.from(core.accounts.values(), ({ vendor: { name, title, operations, refusals, tables } }) => ({
      name,
      title,
      operations: [...operations.keys()],
      kinds: Object.entries(refusals).flatMap(([kind, refusal]) => (refusal === null ? [] : [kind])),
      statuses: [...new Set(Object.values(tables).flatMap(({ lifecycle = {} }) => statusesOf(lifecycle)))],
    })),
  }),
  'POST /clouds/{cloud}/faults'({ cloud, core, body }) {
    const before = core.faults.added();
    const { sequence } = body as { readonly sequence?: unknown };
    // The cloud checks every member before it adds anything.
    if (sequence === undefined) cloud.faults.add(body as unknown as Fault);
    else {
      const { vendor, on, turns } = sequenceIn(body);
      cloud.faults.sequence(vendor, on, turns);
    }
    return { faults: listed(core).filter(({ id }) => id > before) };
  },
  'DELETE /clouds/{cloud}/faults'({ cloud }) {
    cloud.faults.clear();
    return { faults: [] };
  },
  'DELETE /clouds/{cloud}/faults/{id}'({ core, path: { id } }) {
    const all = listed(core);
    const found = all.find((fault) => fault.id === id);
    if (!found)
      throw new Refused(
        'not-found',
        `There is no fault ${id}. It may be used up.${suggestion(
          '',
          all.map((fault) => String(fault.id)),
        )}`,
      );
    core.step(
      'code',
      () => core.faults.remove(id),
      () => undefined,
    );
    // No step of a link removes one fault of several.
    core.timeline.undescribed();
    return found;
  },
};

/** What to give for each member of an outcome, in words. */
const described = (members: Readonly<Record<string, Member<unknown>>>) => Object.entries(members).map(([name, { wants }]) => ({ name, wants }));

const listed = (core: Core) =>
  core.faults.snapshot().map(({ id, fault, follows, matched, struck }) => ({ id, fault, ...(follows !== undefined && { follows }), matched, struck }));

function sequenceIn(body: object): { readonly vendor: string; readonly on: string; readonly turns: readonly Turn[] } {
  const extra = Object.keys(body).find((member) => member !== 'sequence');
  if (extra !== undefined) throw new Refused('invalid', `A sequence of faults has no member '${extra.slice(0, 60)}' beside 'sequence'.`);
  const { sequence } = body as { readonly sequence: unknown };
  const members = ['vendor', 'on', 'turns'];
  if (typeof sequence !== 'object' || sequence === null || Array.isArray(sequence))
    throw new Refused('invalid', `A sequence must be an object with ${members.join(', ')}.`);
  for (const member of Object.keys(sequence))
    if (!members.includes(member))
      throw new Refused('invalid', `A sequence has no member '${member.slice(0, 60)}'.${suggestion(member.slice(0, 60), members)}`);
  const { vendor } = sequence as { readonly vendor?: unknown };
  if (typeof vendor !== 'string') throw new Refused('invalid', "A sequence needs the member 'vendor': the name of a vendor in this cloud.");
  // The cloud checks the operation and the outcomes.
  return sequence as { vendor: string; on: string; turns: readonly Turn[] };
}
