/** `stuntbox import`: a HAR that was recorded from a real vendor, compared with the double, and made into fixtures. */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { compareHar, type HarComparison, type HarReport } from '../../testing/har/index.ts';
import { command, Usage } from '../command.ts';
import { ONE_VENDOR_FLAG, vendorsOf } from '../one-vendor.ts';
import { chosen } from '../serving.ts';
import { table } from '../columns.ts';

/** The largest file that is read, in bytes. */
const LARGEST_FILE = 268_435_456;

export const importHar = command({
  usage: 'import file.har',
  flags: {
    vendor: { ...ONE_VENDOR_FLAG.vendor, help: 'only this vendor, or also the vendors that a file or package exports; can be repeated' },
    origin: { type: 'string', multiple: true, value: 'VENDOR=URL', help: 'where the vendor was when it was recorded, if not at its own URL; can be repeated' },
    write: { type: 'string', value: 'fixtures.json', help: 'write what the account held when the recording began, for loadFixtures' },
    json: { type: 'boolean', help: 'print JSON' },
  },
  more: 'For example: stuntbox import vendor.har --vendor vpsorg --write fixtures.json',
  async run({ vendor, origin, write, json }, [file, ...others]) {
    if (file === undefined || others.length > 0) throw new Usage('Give the file: stuntbox import vendor.har.');
    const all = await vendorsOf(vendor);
    const vendors = chosen(
      all,
      vendor.filter((name) => Object.hasOwn(all, name)),
    );
    const report = read(file, vendors, origins(origin, Object.keys(vendors)));
    if (write !== undefined) save(write, report);
    process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : printed(report, write));
    // Of another vendor, or of nothing at all.
    return report.compared.length === 0 ? 1 : 0;
  },
});

function read(file: string, vendors: Parameters<typeof compareHar>[1], known: Readonly<Record<string, string>>): HarReport {
  let text: string;
  try {
    if (statSync(file).size > LARGEST_FILE) throw new Error(`it is larger than ${LARGEST_FILE} bytes`);
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Usage(`Cannot read ${file}: ${code === 'ENOENT' ? 'the file does not exist' : message}.`, { cause: error });
  }
  try {
    return compareHar(text, vendors, { origins: known, bytes: LARGEST_FILE });
  } catch (error) {
    throw new Usage((error as Error).message, { cause: error });
  }
}

function origins(given: readonly string[], vendors: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    given.map((text) => {
      const [, name = '', url = ''] = /^([^=]+)=(.*)$/.exec(text) ?? [];
      if (!vendors.includes(name) || !URL.canParse(url))
        throw new Usage('--origin needs a vendor and a URL, such as --origin vpsorg=https://proxy.example.com/vps.');
      return [name, url];
    }),
  );
}

function save(path: string, { fixtures }: HarReport): void {
  try {
    writeFileSync(path, `${JSON.stringify(fixtures, null, 2)}\n`);
  } catch (error) {
    throw new Usage(`Cannot write ${path}: ${(error as Error).message}.`, { cause: error });
  }
}

function printed(report: HarReport, write: string | undefined): string {
  const { compared, leftOut, fixtures, imported } = report;
  const fitting = compared.filter(({ differences }) => differences.length === 0).length;
  const parts = [`${compared.length} requests asked again, ${fitting} answered alike.\n`];
  const rows = compared.flatMap(rowsOf);
  if (rows.length > 0) parts.push('\n', table(['ENTRY', 'REQUEST', 'DIFFERENCE', 'WHERE', 'VENDOR', 'DOUBLE'], rows));
  const records = Object.entries(fixtures.accounts).flatMap(([vendor, tables]) =>
    Object.entries(tables).map(([table, all]) => [
      `${vendor}.${table}`,
      String(all.length),
      (imported[vendor]?.assumed[table] ?? []).join(', ') || 'all was shown',
    ]),
  );
  if (records.length > 0) parts.push('\n', table(['FIXTURES', 'RECORDS', 'NOT SHOWN, AND TAKEN FROM THE EXAMPLE'], records));
  const refused = Object.entries(imported).flatMap(([vendor, one]) => one.refused.map(({ table, key, because }) => [`${vendor}.${table}`, key, because]));
  if (refused.length > 0) parts.push('\n', table(['DOES NOT FIT', 'KEY', 'BECAUSE'], refused));
  const reasons = [...new Set(leftOut.map(({ because }) => because))];
  const left = reasons.map((because) => [String(leftOut.filter((one) => one.because === because).length), because]);
  if (left.length > 0) parts.push('\n', table(['NOT COMPARED', 'BECAUSE'], left));
  if (write !== undefined) parts.push(`\nFixtures written to ${write}.\n`);
  return parts.join('');
}

const rowsOf = ({ entry, request, differences }: HarComparison): string[][] =>
  differences.map(({ kind, place, vendor, double }) => [String(entry), request, kind, place, vendor, double]);
