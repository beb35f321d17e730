/** ElasticHosts' operations on drives. */
import { requireRoom } from '../../model/collection.ts';
import { Problem } from '../../model/problem.ts';
import { LONGEST } from '../../model/schema.ts';
import type { Call, Operations } from '../../vendor/operation.ts';
import type { Decision } from '../../vendor/provider.ts';
import { newKey } from '../../vendor/new-key.ts';
import { bytesOf, changesIn, configured } from './configuration.ts';
import { driveCounters, SECTOR } from './counters.ts';
import { claims, shared, shownDrive, STANDARD, type Drive } from './drive.ts';
import type { ElasticHosts } from './vendor.ts';
import { checkBalance } from './balance.ts';
import { contents, copy, extent, gunzipped, gzipped, sizeAsBlocks, store, stored, wipe } from './storage.ts';

/** jclouds: a read gives at most 4096k. */
const MOST_READ = 4 * 1024 * 1024;
/** The most that gzip or gunzip is run on: beyond it a request would take too long. */
const MOST_CONVERTED = 128 * 1024 * 1024;

type DriveCall = Pick<Call<ElasticHosts, 'POST /drives/create'>, 'servers' | 'drives' | 'settings' | 'credential' | 'now' | 'draw'>;

export const driveOperations = {
  'GET /drives/list': ({ drives, settings, reply }) =>
    reply(
      200,
      drives.filter(({ user }) => user === settings.user).map(({ drive }) => ({ drive })),
    ),
  'GET /drives/list/standard': ({ drives, reply }) =>
    reply(
      200,
      drives.filter({ user: STANDARD }).map(({ drive }) => ({ drive })),
    ),
  'GET /drives/info': (call) => call.reply(200, infos(call, call.settings.user)),
  'GET /drives/info/full': (call) => call.reply(200, infos(call, call.settings.user)),
  'GET /drives/info/standard': (call) => call.reply(200, infos(call, STANDARD)),
  'GET /drives/{drive}/info': (call) => call.reply(200, info(call.drive, call)),
  'GET /drives/{drive}/info/full': (call) => call.reply(200, info(call.drive, call)),

  'POST /drives/create'(call) {
    const { body, drives, settings, count, draw, reply } = call;
    const size = bytesOf(String(body.size));
    if (size === 0) throw new Problem('invalid', 'A drive cannot have a size of 0.', { violations: [{ member: 'size', rule: 'minimum', value: body.size }] });
    checkBalance(call);
    if (size > settings.space) throw new Problem('full', `There is no room for a drive of ${size} bytes.`);
    const uuid = newKey(drives, () => draw('drive', count('drive')).uuid());
    settings.space -= size;
    const { size: _, ...changes } = changesIn(body);
    const config = configured({ 'encryption:cipher': 'aes-xts-plain', tier: 'disk' }, changes);
    const written = { bytes: 0, requests: 0 };
    const drive = drives.add({ drive: uuid, user: settings.user, size, config, status: 'active', task: null, source: null, queued: 0, written, ran: 0 });
    return reply(200, info(drive, call));
  },

  'POST /drives/{drive}/set'(call) {
    const { drive, drives, blocks, settings, begin, reply } = call;
    const { size: asked, ...changes } = changesIn(call.body);
    // jclouds sends 0 when it has no size.
    const size = bytesOf(asked ?? '0') || drive.size;
    const more = size - drive.size;
    if (more !== 0) checkUnclaimed(drive, call);
    if (more > settings.space) throw new Problem('full', `There is no room for ${more} bytes more.`);
    begin(drive, 'set');
    settings.space -= more;
    if (more < 0) wipe(blocks, drive.drive, size);
    drives.update(drive, { size, config: configured(drive.config, changes) });
    return reply(200, info(drive, call));
  },

  'POST /drives/{drive}/image/{source}'(call) {
    const { drive, source, blocks } = call;
    checkImageable(call);
    return imaged(call, source.size, stored(blocks, source.drive), (share) => copy(blocks, source.drive, drive.drive, Math.floor(source.size * share)));
  },

  'POST /drives/{drive}/image/{source}/{conversion}'(call) {
    const { drive, source, blocks, path } = call;
    checkImageable(call);
    if (path.conversion === 'gunzip' && source.user === STANDARD) return imaged(call, Number(source.config['rawsize'] ?? source.size), 0, () => {});
    // What is behind the last block that holds anything is all zeros.
    const length = Math.min(extent(blocks, source.drive), source.size);
    if (length > MOST_CONVERTED)
      throw new Problem('broken', `Drive ${source.drive} holds too much to be converted here: ${length} bytes.`, { key: source.drive });
    const bytes = contents(blocks, source.drive, 0, length);
    const converted = path.conversion === 'gzip' ? gzipped(bytes) : gunzipped(bytes, MOST_CONVERTED);
    if (converted === 'invalid') throw new Problem('broken', `Drive ${source.drive} is not gzip.`, { key: source.drive });
    if (converted === 'too-large') throw new Problem('broken', `Drive ${source.drive} holds more than can be converted here.`, { key: source.drive });
    return imaged(call, converted.length, converted.length, (share) =>
      store(blocks, drive.drive, 0, converted.subarray(0, Math.floor(converted.length * share))),
    );
  },

  'GET /drives/{drive}/read/{offset}/{size}'({ drive, blocks, path, begin, reply }) {
    if (path.size > MOST_READ)
      throw new Problem('invalid', `A read gives at most ${MOST_READ} bytes.`, { violations: [{ member: 'size', rule: 'maximum', value: path.size }] });
    begin(drive, 'read');
    return reply(200, contents(blocks, drive.drive, path.offset, Math.max(0, Math.min(path.size, drive.size - path.offset))));
  },

  'POST /drives/{drive}/write': (call) => written(call, 0),
  'POST /drives/{drive}/write/{offset}': (call) => written(call, call.path.offset),

  'POST /drives/{drive}/destroy'(call) {
    const { drive, blocks, settings, begin, reply } = call;
    checkUnclaimed(drive, call);
    begin(drive, 'destroy');
    wipe(blocks, drive.drive);
    settings.space += drive.size;
    return reply(204, undefined);
  },
} satisfies Partial<Operations<ElasticHosts>>;

function infos(call: DriveCall, owner: string) {
  const found = call.drives.filter(({ user }) => user === owner);
  const claimed = claims(found, call);
  return found.map((drive) => shown(drive, claimed.get(drive.drive), call));
}

const info = (drive: Readonly<Drive>, call: DriveCall) => shown(drive, claims([drive], call).get(drive.drive), call);

const shown = (drive: Readonly<Drive>, claimed: readonly string[] = [], call: DriveCall) =>
  shownDrive(drive, claimed, driveCounters(drive, claimed, call), call);

function checkUnclaimed(drive: Readonly<Drive>, call: DriveCall): void {
  const claimants = claims([drive], call).get(drive.drive) ?? [];
  if (claimants.length > 0) throw new Problem('locked', `Drive ${drive.drive} is claimed by ${claimants.join(', ')}.`);
}

type Image = Omit<Call<ElasticHosts, 'POST /drives/{drive}/image/{source}'>, 'path'>;

/** Neither end may be busy: what is claimed is not written over, and what is written to is not read. */
function checkImageable(call: Pick<Image, 'drive' | 'source' | 'servers' | 'drives' | 'settings' | 'credential' | 'now' | 'draw'>): void {
  const { drive, source } = call;
  if (drive === source)
    throw new Problem('invalid', 'A drive cannot be imaged from itself.', { violations: [{ member: 'source', rule: 'not', value: source.drive }] });
  checkUnclaimed(drive, call);
  if (source.task) throw new Problem('locked', `Drive ${source.drive} is being imaged.`);
  if (!shared(source)) checkUnused(source, call);
}

/**
 * Images a drive with so many bytes, of which `held` are not zeros. `fill` puts a share of them on it, at once: nobody can read it before the end, nor write to its source.
 * An imaging that will fail half-way leaves the half that it did.
 */
function imaged(call: Image, length: number, held: number, fill: (share: number) => void): Decision {
  const { drive, source, drives, blocks, settings, now, begin, reply } = call;
  if (length > drive.size) throw new Problem('full', `Drive ${drive.drive} has no room for ${length} bytes.`);

  requireRoom(blocks, ...sizeAsBlocks(held));
  const wait = turn(call) - now;
  const takes = wait + settings.imagingTakes;
  // A length of nothing there is not: what takes no time takes a thousandth of a millisecond, which is none.
  begin(drive, 'image', { lasts: Math.min(LONGEST, Math.max(takes, 0.001)) });
  if (drive.task) drives.update(drive, { source: source.drive, queued: wait / takes });
  wipe(blocks, drive.drive);
  const { task } = drive;
  fill(task?.fails ? (task.endsAt - task.startedAt) / task.lasts.reduce((sum, ms) => sum + ms, 0) : 1);
  return settings.imageReply === 200 ? reply(200, info(drive, call)) : reply(204, undefined);
}

/** A source that a server uses by itself cannot be read from beside it; one that is imaged from already can. */
function checkUnused(source: Readonly<Drive>, call: DriveCall): void {
  const users = (claims([source], call).get(source.drive) ?? []).filter((claimant) => call.servers.has(claimant));
  if (users.length > 0) throw new Problem('locked', `Drive ${source.drive} is claimed by ${users.join(', ')}.`);
}

/** The instant at which an imaging that is asked for now begins: only so many go on at once. */
function turn({ drives, settings, now }: DriveCall): number {
  const ends = drives
    .filter(({ task }) => task?.action === 'image')
    .map(({ task }) => task?.endsAt ?? now)
    .sort((a, b) => a - b);
  return ends[ends.length - settings.imagingAtOnce] ?? now;
}

type Write = Omit<Call<ElasticHosts, 'POST /drives/{drive}/write'>, 'path'>;

function written(call: Write, offset: number): Decision {
  const { drive, drives, blocks, begin, reply } = call;
  const bytes = call.body as Uint8Array;
  checkUnclaimed(drive, call);
  if (offset + bytes.length > drive.size) throw new Problem('full', `Drive ${drive.drive} ends at ${drive.size} bytes.`);
  requireRoom(blocks, ...sizeAsBlocks(bytes.length));
  begin(drive, 'write');
  store(blocks, drive.drive, offset, bytes);
  // The host writes whole sectors, and for nothing none.
  const sectors = Math.ceil((offset + bytes.length) / SECTOR) - Math.floor(offset / SECTOR);
  if (bytes.length > 0) drives.update(drive, { written: { bytes: drive.written.bytes + sectors * SECTOR, requests: drive.written.requests + 1 } });
  return reply(204, undefined);
}
