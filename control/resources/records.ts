/** One account and one server; the records of each table, and the settings. */
import { checkSettings } from '../../cloud/settings.ts';
import type { Stateful } from '../../model/lifecycle.ts';
import type { ControlOperations } from '../operations.ts';
import { checkChange, checkNew, checkUnused, recordOf, tableOf } from '../records.ts';
import { accountOf, type accounts, coreAt, described, describedAccount, settingsOf, shown } from './accounts.ts';

type RecordRoute = Exclude<Extract<keyof ControlOperations, `${string} /clouds/{cloud}/accounts${string}`>, keyof typeof accounts>;

export const records: Pick<ControlOperations, RecordRoute> = {
  'GET /clouds/{cloud}/accounts/{vendor}': ({ core, path }) => describedAccount(accountOf(core, path.vendor)),
  'PATCH /clouds/{cloud}/accounts/{vendor}/settings'({ core, path, body }) {
    const account = accountOf(core, path.vendor);
    const { settings } = account.shown;
    checkSettings(path.vendor, body, account.vendor, 'settings');
    Object.assign(settings, body);
    return settingsOf(account);
  },
  'GET /clouds/{cloud}/accounts/{vendor}/servers/{key}'({ cloud, core, path, query: { at } }) {
    const account = accountOf(coreAt(cloud, core, at), path.vendor);
    const table = tableOf(account, 'servers');
    return described(account, table, recordOf(table, path.key) as Stateful);
  },
  'GET /clouds/{cloud}/accounts/{vendor}/{table}'({ core, path, query: { limit = 100, offset = 0 } }) {
    const account = accountOf(core, path.vendor);
    const table = tableOf(account, path.table);
    return {
      total: table.size,
      records: table
        .all()
        .slice(offset, offset + limit)
        .map((record) => shown(account, record)),
    };
  },
  'POST /clouds/{cloud}/accounts/{vendor}/{table}'({ core, path, body }) {
    const account = accountOf(core, path.vendor);
    const table = tableOf(account, path.table);
    checkNew(account, table, body, core.now());
    return shown(account, table.add(body));
  },
  'GET /clouds/{cloud}/accounts/{vendor}/{table}/{key}'({ core, path }) {
    const account = accountOf(core, path.vendor);
    return shown(account, recordOf(tableOf(account, path.table), path.key));
  },
  'PATCH /clouds/{cloud}/accounts/{vendor}/{table}/{key}'({ core, path, body }) {
    const account = accountOf(core, path.vendor);
    const table = tableOf(account, path.table);
    const record = recordOf(table, path.key);
    checkChange(account, table, record, body, core.now());
    return shown(account, table.update(record, body));
  },
  'DELETE /clouds/{cloud}/accounts/{vendor}/{table}/{key}'({ core, path }) {
    const account = accountOf(core, path.vendor);
    const table = tableOf(account, path.table);
    const record = recordOf(table, path.key);
    checkUnused(account, table, record);
    const removed = shown(account, record);
    table.remove(record);
    return removed;
  },
};
