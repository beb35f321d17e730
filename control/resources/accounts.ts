/** The accounts of a cloud: what each server is busy with and accepts now, and its actions. */
import type { AccountState } from '../../cloud/account.ts';
import type { AnyCloud } from '../../cloud/cloud.ts';
import type { Core } from '../../cloud/core.ts';
import { coreOf } from '../../cloud/inside.ts';
import type { Collection } from '../../model/collection.ts';
import type { Stateful } from '../../model/lifecycle.ts';
import { said } from '../../model/plain.ts';
import { suggestion } from '../../model/spelling.ts';
import type { Verdict } from '../../vendor/account.ts';
import { redactedValue } from '../../vendor/redacted.ts';
import type { ControlOperations } from '../operations.ts';
import { Refused } from '../problem.ts';
import { keyOf, recordOf, tableOf } from '../records.ts';

type AccountRoute =
  'GET /clouds/{cloud}/accounts' | 'GET /clouds/{cloud}/accounts/{vendor}/servers' | 'POST /clouds/{cloud}/accounts/{vendor}/servers/{key}/begin';

export const accounts: Pick<ControlOperations, AccountRoute> = {
  'GET /clouds/{cloud}/accounts'({ core }) {
    core.settle();
    return { accounts: [...core.accounts.values()].map(describedAccount) };
  },
  'GET /clouds/{cloud}/accounts/{vendor}/servers'({ cloud, core, path, query: { limit = 100, offset = 0, at } }) {
    const account = accountOf(coreAt(cloud, core, at), path.vendor);
    const table = tableOf(account, 'servers');
    return {
      total: table.size,
      servers: table
        .all()
        .slice(offset, offset + limit)
        .map((record) => described(account, table, record as Stateful)),
    };
  },
  'POST /clouds/{cloud}/accounts/{vendor}/servers/{key}/begin'({ core, path, body: { action } }) {
    const account = accountOf(core, path.vendor);
    const table = tableOf(account, 'servers');
    const record = recordOf(table, path.key) as Stateful;
    const verdicts: Readonly<Record<string, Verdict>> = account.shown.actions(record);
    const verdict = Object.hasOwn(verdicts, action) ? verdicts[action] : undefined;
    if (!verdict)
      throw new Refused(
        'invalid',
        `A server of ${account.vendor.title} has no action ${said(action)}.${suggestion(action.slice(0, 60), Object.keys(verdicts))}`,
      );
    if (!verdict.allowed)
      throw new Refused(
        'conflict',
        `${account.vendor.title} refuses ${action} now: ${typeof verdict.body === 'string' ? verdict.body : (JSON.stringify(verdict.body) ?? verdict.why)}`,
      );
    account.shown.begin(record, action);
    return described(account, table, recordOf(table, path.key) as Stateful);
  },
};

/** The internals of a cloud, or of the same cloud at another instant. */
export const coreAt = (cloud: AnyCloud, core: Core, at: number | undefined): Core => (at === undefined ? core : coreOf(cloud.at(at)));

/** The account at a vendor, brought up to date. */
export function accountOf(core: Core, vendor: string): AccountState {
  core.settle();
  const account = core.accounts.get(vendor);
  if (account) return account;
  throw new Refused('not-found', `This cloud has no vendor ${said(vendor)}.${suggestion(vendor.slice(0, 60), core.accounts.keys())}`);
}

export const describedAccount = (account: AccountState) => ({
  vendor: account.vendor.name,
  title: account.vendor.title,
  settings: settingsOf(account),
  tables: Object.values(account.tables).map(({ name, key, size }) => ({ name, key, size })),
});

/** Its settings and records without what the contract marks as secret. */
export const settingsOf = (account: AccountState) => shown(account, account.settings);
export function shown({ vendor }: AccountState, value: object): Record<string, unknown> {
  const { kept } = vendor.secrets;
  const plain = { ...value };
  return (kept ? redactedValue(plain, kept) : plain) as Record<string, unknown>;
}

export function described(account: AccountState, table: Collection<object>, record: Readonly<Stateful>) {
  const { task } = record;
  const verdicts = Object.entries(account.shown.actions(record));
  return {
    key: keyOf(table, record),
    record: shown(account, record),
    status: record.status,
    task: task && { action: task.action, startedAt: task.startedAt, endsAt: task.stuck === undefined ? task.endsAt : null, fails: task.fails },
    progress: account.shown.progress(record),
    allowed: verdicts.filter(([, verdict]) => verdict.allowed).map(([action]) => action),
    refused: verdicts.flatMap(([action, verdict]) =>
      verdict.allowed ? [] : [{ action, why: verdict.why, status: verdict.status, body: verdict.body ?? null }],
    ),
  };
}
