/** Records from elsewhere for the accounts of a cloud. */
import type { Snapshot } from '../../cloud/snapshot.ts';
import { isPlainObject, said } from '../../model/plain.ts';
import { suggestion } from '../../model/spelling.ts';

/** Tables of records, by vendor: plain JSON, which `stuntbox import --write` writes. */
export interface Fixtures {
  readonly stuntbox: 'fixtures';
  readonly version: 1;
  readonly accounts: Readonly<Record<string, Readonly<Record<string, readonly object[]>>>>;
}

/** What the fixtures are put into. */
export interface FixtureCloud {
  snapshot(): Snapshot;
  restore(snapshot: Snapshot): void;
}

/**
 * Puts fixtures into a cloud: each table that they have replaces the account's. Settings, other tables and the clock stay as they are.
 * @throws {Error} when they are no fixtures, or a record is not one of its table; the cloud is then unchanged.
 * @example
 * const cloud = createCloud({ vpsorg });
 * loadFixtures(cloud, JSON.parse(readFileSync('fixtures.json', 'utf8')));
 */
export function loadFixtures(cloud: FixtureCloud, fixtures: Fixtures): void {
  if (!isPlainObject(fixtures) || fixtures['stuntbox'] !== 'fixtures' || !isPlainObject(fixtures['accounts']))
    throw new Error(`Those are no fixtures: ${said(fixtures)}. Pass what stuntbox import --write has written, or compareHar has returned as its fixtures.`);
  if (fixtures.version !== 1) throw new Error(`The fixtures have version ${said(fixtures.version)}, but this version of stuntbox reads only version 1.`);
  const saved = cloud.snapshot();
  const accounts: Record<string, Snapshot['accounts'][string]> = { ...saved.accounts };
  for (const [vendor, tables] of Object.entries(fixtures.accounts)) {
    const account = Object.hasOwn(saved.accounts, vendor) ? saved.accounts[vendor] : undefined;
    if (!account) throw new Error(`The fixtures are of '${vendor}', which is not in this cloud.${suggestion(vendor, Object.keys(saved.accounts))}`);
    if (!isPlainObject(tables)) throw new Error(`The fixtures of ${vendor} are ${said(tables)}. They must be lists of records by table.`);
    accounts[vendor] = { ...account, tables: { ...account.tables, ...tables } };
  }
  cloud.restore({ ...saved, accounts });
}
