/** Whether a cloud is at rest, and whether what it was asked and answered is as good as a test wants. */
import type { Collection } from '../../model/collection.ts';
import type { Stateful } from '../../model/lifecycle.ts';
import { said } from '../../model/plain.ts';
import { suggestion } from '../../model/spelling.ts';
import { EVIDENCE, evidence } from '../../request/evidence.ts';
import type { Source } from '../../vendor/contract.ts';
import { manners } from '../manners/manners.ts';
import type { MannersLimits } from '../manners/limits.ts';
import { instant, line, lines } from './exchange-lines.ts';
import { written, type Matched } from './matched.ts';
import { cloudOf, requireWhole, vendorsOf } from './subject.ts';

/** Whether no task is running; as for `clock.settle()`, what goes on in the background does not count. */
export function settled(given: unknown): Matched {
  const cloud = cloudOf(given);
  const running = [...vendorsOf(cloud)].flatMap(([name, { title, tables }]) =>
    Object.entries(tables).flatMap(([table, { lifecycle, key }]) => {
      if (!lifecycle) return [];
      const account = (
        cloud as unknown as Readonly<Record<string, { progress(of: Stateful): number | null } & Readonly<Record<string, Collection<Stateful>>>>>
      )[name];
      return (account?.[table]?.all() ?? []).flatMap((record) => {
        if (!record.task || lifecycle[record.task.action]?.quiet) return [];
        const { action, endsAt, stuck } = record.task;
        const until = stuck === undefined ? `until ${instant(endsAt)}` : 'and is stuck';
        return [
          `  ${title}'s ${table} ${written((record as unknown as Readonly<Record<string, unknown>>)[key])}: '${action}', at ${account?.progress(record)}%, ${until}`,
        ];
      });
    }),
  );
  return {
    pass: running.length === 0,
    why: () =>
      running.length === 0
        ? 'No task is running.'
        : [`At ${instant(cloud.clock.now())} ${running.length === 1 ? 'a task is' : `${running.length} tasks are`} running:`, ...running.slice(0, 20)].join(
            '\n',
          ),
  };
}

/** Whether every request kept the contract, except where the test expects otherwise. */
export function keptTheContract(given: unknown): Matched {
  const cloud = cloudOf(given);
  if (cloud.violations.report === 'off') throw new Error("This cloud was created with violations: 'off', so nobody looked. Leave the option out.");
  const [unexpected, missed] = [cloud.violations.unexpected(), cloud.violations.missed()];
  const exchanges = new Map(cloud.journal.all().map((exchange) => [exchange.n, exchange]));
  const why = (): string => {
    if (unexpected.length + missed.length === 0) return `Every request kept the contract${cloud.violations.size > 0 ? ', except where it was expected' : ''}.`;
    const requests = [...new Set(unexpected.map(({ n }) => n))];
    return [
      ...(unexpected.length === 0 ? [] : ['These requests depart from the contract:']),
      ...requests.slice(0, 12).flatMap((n) => {
        const exchange = exchanges.get(n);
        return [
          exchange ? line({ ...exchange, why: null }) : `  request ${n}`,
          ...unexpected.filter((one) => one.n === n).map(({ message }) => `    ${message}`),
        ];
      }),
      ...(requests.length > 12 ? [`  and ${requests.length - 12} more requests`] : []),
      ...(missed.length === 0
        ? []
        : ['Expected, but it did not occur:', ...missed.map(({ operation, place }) => `  ${operation ?? 'no operation'}: ${place}`)]),
    ].join('\n');
  };
  return { pass: unexpected.length + missed.length === 0, why };
}

/** Whether the client polled politely, as far as the journal goes back. */
export function polledPolitely(given: unknown, limits?: MannersLimits): Matched {
  const cloud = cloudOf(given);
  const findings = manners(cloud, limits);
  return {
    pass: findings.length === 0,
    why: () =>
      findings.length === 0
        ? 'Nothing impolite was found in its requests.'
        : findings
            .flatMap(({ rule, message, exchanges }) => [
              `${message} (${rule})`,
              ...lines(exchanges.slice(0, 4)),
              ...(exchanges.length > 4 ? [`  … and ${exchanges.length - 4} more`] : []),
            ])
            .join('\n'),
  };
}

/** Whether every answer rests on evidence that is at least so strong. */
export function restsOnEvidence(given: unknown, weakest: unknown): Matched {
  const cloud = cloudOf(given);
  const most = EVIDENCE.indexOf(weakest as Source);
  if (most < 0) throw new Error(`There is no evidence ${said(weakest)}.${suggestion(weakest, EVIDENCE)}`);
  const vendors = vendorsOf(cloud);
  const weaker = cloud.journal.all().flatMap((exchange) => {
    const vendor = vendors.get(exchange.vendor);
    if (!exchange.reply || !vendor) return [];
    const operation = vendor.operations.get(exchange.operation ?? '') ?? null;
    const source = evidence(vendor.contract, operation, exchange.reply.status) ?? 'assumed';
    return EVIDENCE.indexOf(source) > most ? [{ exchange, source }] : [];
  });
  if (weaker.length === 0) requireWhole(cloud);
  return {
    pass: weaker.length === 0,
    why: () =>
      weaker.length === 0
        ? `Every answer rests on '${String(weakest)}' or stronger.`
        : [
            'These answers rest on weaker evidence:',
            ...weaker.slice(0, 12).map(({ exchange, source }) => `${line({ ...exchange, why: null })}: ${source}`),
            ...(weaker.length > 12 ? [`  and ${weaker.length - 12} more`] : []),
          ].join('\n'),
  };
}
