/** `stuntbox servers`: what each server of a running cloud is doing, and what it accepts now. */
import { columns } from '../columns.ts';
import { controlCommand } from '../control-command.ts';
import { length } from '../moment.ts';
import type { Running } from '../running.ts';

/** The most servers in one reply of the controls. */
const PAGE = 100;

export const servers = controlCommand({
  usage: 'servers [vendor…]',
  async run(server, named) {
    const { now } = await server.send('GET /clouds/{cloud}/clock', { path: server.path });
    const known = (await server.send('GET /clouds/{cloud}/accounts', { path: server.path })).accounts.map(({ vendor }) => vendor);
    const found: ({ readonly vendor: string } & Shown)[] = [];
    // A vendor that there is not is refused by the controls.
    for (const vendor of named.length > 0 ? named : known) found.push(...(await all(server, vendor)).map((one) => ({ vendor, ...one })));
    return {
      value: found,
      text(terminal) {
        if (terminal && found.length === 0) return 'There are no servers.\n';
        const rows = found.map(({ vendor, key, record, status, task, progress, allowed }) => [
          vendor,
          String(key),
          nameOf(record),
          status,
          task ? `${task.action} ${progress}%` : '',
          task ? ending(task.endsAt, now, terminal) : '',
          allowed.join(terminal ? ', ' : ','),
        ]);
        return columns(['vendor', 'key', 'name', 'status', 'task', 'ends', 'accepts'], rows, terminal);
      },
    };
  },
});

/** The name that most vendors give a server. */
function nameOf(record: object): string {
  const { name } = record as { readonly name?: unknown };
  return typeof name === 'string' ? name : '';
}

type Shown = Awaited<ReturnType<typeof all>>[number];

function ending(endsAt: number | null, now: number, terminal: boolean): string {
  if (endsAt === null) return 'never';
  return terminal ? `in ${length(endsAt - now)}` : new Date(endsAt).toISOString();
}

async function all({ send, path }: Running, vendor: string) {
  for (let found = await page(0); ;) {
    if (found.servers.length >= found.total) return found.servers;
    const more = await page(found.servers.length);
    if (more.servers.length === 0) return found.servers;
    found = { total: more.total, servers: [...found.servers, ...more.servers] };
  }
  function page(offset: number) {
    return send('GET /clouds/{cloud}/accounts/{vendor}/servers', { path: { ...path, vendor }, query: { limit: PAGE, offset } });
  }
}
