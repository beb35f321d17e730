/**
 * A fuzzer by a seed: `npm run fuzz -- --seed 7 --requests 20000 --snapshots 10 --vendor vpsorg`.
 * Snapshots with altered values are refused whole, or work.
 * Every answer is held to its contract by ajv: its status, its media type and its body; and no request may throw.
 */
import { parseArgs } from 'node:util';
import { vendors } from '../../handlers/index.ts';
import { createCloud, minutes } from '../../index.ts';
import { random } from '../../model/random.ts';
import { compile } from '../../request/compile.ts';
import { operationsOf } from '../../vendor/contract.ts';
import type { AnyProvider } from '../../vendor/provider.ts';
import type { PlainRequest } from '../../vendor/wire.ts';
import { hold } from '../../testing/vendor/hold.ts';
import { attack } from '../hostile/snapshots.ts';
import { drawn } from './request.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    requests: { type: 'string', default: '10000' },
    snapshots: { type: 'string', default: '2' },
    vendor: { type: 'string', multiple: true },
  },
});
const requests = Number(values.requests);
const chosen = Object.entries(vendors as Record<string, AnyProvider>).filter(([name]) => values.vendor?.includes(name) ?? true);
if (chosen.length === 0 || !(requests > 0)) throw new Error(`Nothing to fuzz. Vendors: ${Object.keys(vendors).join(', ')}; --requests is a number above 0.`);

let failed = 0;
for (const [name, provider] of chosen) failed += fuzz(name, provider) + altered(name as keyof typeof vendors);
process.stdout.write(failed === 0 ? 'The fuzzer found nothing.\n' : `The fuzzer found ${failed} faults of ours.\n`);
process.exitCode = failed === 0 ? 0 : 1;

function fuzz(name: string, provider: AnyProvider): number {
  const vendor = compile(provider);
  const operations = operationsOf(provider.contract);
  const found = Object.fromEntries(Object.values(vendor.found).map(({ parameter, table }) => [parameter, table]));
  const { header } = vendor.authentication;
  const credential = { elastichosts: `Basic ${btoa('user:key')}`, puregpu: 'key' }[name] ?? 'Bearer token';
  const statuses = new Map<number, number>();
  let faults = 0;
  let cloud = createCloud<Record<string, AnyProvider>>({ [name]: provider });
  const keys = (table: string): (string | number)[] => {
    const rows = (cloud.snapshot().accounts[name]?.tables[table] ?? []) as Readonly<Record<string, unknown>>[];
    return rows.map((row) => row[vendor.tables[table]?.key ?? ''] as string | number);
  };
  let known: Record<string, (string | number)[]> = {};
  for (let n = 0; n < requests; n += 1) {
    // A fresh cloud now and then, so that its tables stay short and each state is met often.
    if (n % 200 === 0) cloud = createCloud<Record<string, AnyProvider>>({ [name]: provider }, { seed: n });
    if (n % 20 === 0) known = Object.fromEntries(Object.keys(vendor.tables).map((table) => [table, keys(table)]));
    const draw = random(values.seed, name, n);
    const request = drawn(draw.pick(operations), { headers: { [header]: credential }, keys: (table) => known[table] ?? [], found }, draw);
    try {
      const answer = cloud.serve(name, request);
      hold(provider.contract, answer.exchange, answer.reply);
      const status = answer.reply?.status ?? 0;
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    } catch (error) {
      faults += 1;
      if (faults <= 5)
        process.stdout.write(`${name}, request ${n} of seed ${values.seed}:\n  ${line(request)}\n  ${(error as Error).stack?.slice(0, 1_500)}\n`);
    }
    if (draw.number() < 0.1) cloud.clock.advance(draw.integer(0, minutes(20)));
  }
  const told = [...statuses].sort(([a], [b]) => a - b).map(([status, count]) => `${status} × ${count}`);
  process.stdout.write(`${name}: ${requests} requests; ${told.join(', ')}; ${faults} faults of ours\n`);
  return faults;
}

/** Alters so many values of each kind in a vendor's snapshots. */
function altered(name: keyof typeof vendors): number {
  const { tried, accepted, defects } = attack(name, Number(values.seed), Number(values.snapshots));
  for (const defect of defects.slice(0, 5)) process.stdout.write(`${name}, a snapshot of seed ${values.seed}:\n  ${defect}\n`);
  process.stdout.write(`${name}: ${tried} altered snapshots; ${accepted} restored; ${defects.length} faults of ours\n`);
  return defects.length;
}

/** A request in a line. */
function line({ method, path, query, headers, body }: PlainRequest): string {
  return `${method} ${path}${query && `?${query}`} ${JSON.stringify(headers)} ${body ? new TextDecoder().decode(body).slice(0, 500) : ''}`;
}
