/**
 * What a Valkey or Redis runs for us, each script as a whole and alone.
 * Law: whoever writes shows the owner and the fencing number that the lease was given with, and the server compares them with its own, by its own time.
 *
 * The keys of a cloud: its lease, a hash with `owner`, `fence`, `until`, `seq`, `bytes` and `entries`; and its log, a list of pieces of records.
 * An owner's writes are numbered: one that comes a second time, since its reply was lost, is not done twice.
 * Whoever asks for a cloud that another holds leaves a wish, in a set of that owner, who looks there and gives the cloud back.
 */

/** The server's time in milliseconds. */
const NOW = `local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`;

/** Leaves with who holds the lease, unless it is the one who asks. */
const MINE = `${NOW}
local lease = redis.call('HMGET', KEYS[1], 'owner', 'fence', 'until', 'seq')
if lease[1] ~= ARGV[1] or lease[2] ~= ARGV[2] then
  return {'lost', lease[1] or '', lease[3] or '0'}
end
`;

/** As above, and leaves when this write is done already, or writes before it are missing. */
const NEXT = `${MINE}
redis.call('HSET', KEYS[1], 'until', now + ARGV[3])
local done = tonumber(lease[4])
if done == tonumber(ARGV[4]) + 1 then return {'ok', now} end
if done ~= tonumber(ARGV[4]) then return {'gap'} end
`;

const DONE = `redis.call('HSET', KEYS[1], 'seq', done + 1)
return {'ok', now}
`;

/** Leaves with who holds the lease, unless nobody else does, and with a wish for the cloud. The last two of ARGV: what the keys of wishes begin with, and the name. */
const FREE = `${NOW}
local lease = redis.call('HMGET', KEYS[1], 'owner', 'until', 'bytes', 'entries')
local owner = lease[1] or ''
if owner ~= '' and owner ~= ARGV[1] and tonumber(lease[2]) > now then
  local wishes = ARGV[#ARGV - 1] .. owner
  redis.call('SADD', wishes, ARGV[#ARGV])
  redis.call('PEXPIRE', wishes, 10000)
  return {'held', owner, lease[2]}
end
`;

/** KEYS lease, log, counter; ARGV owner, lease in ms, wishes, name. */
export const TAKE = `${FREE}
local fence = redis.call('INCR', KEYS[3])
redis.call('HSET', KEYS[1], 'owner', ARGV[1], 'fence', fence, 'until', now + ARGV[2], 'seq', 0)
local length = redis.call('LLEN', KEYS[2])
if length == 0 then redis.call('PEXPIRE', KEYS[1], ARGV[2] * 10) else redis.call('PERSIST', KEYS[1]) end
return {'taken', tostring(fence), now, length, lease[3] or '0', lease[4] or '0', owner}
`;

/** KEYS lease, log; ARGV owner, fence, lease, number, bytes, entries, pieces… */
export const APPEND = `${NEXT}
if redis.call('EXISTS', KEYS[2]) == 0 then return {'gap'} end
for i = 7, #ARGV do redis.call('RPUSH', KEYS[2], ARGV[i]) end
redis.call('HINCRBY', KEYS[1], 'bytes', ARGV[5])
redis.call('HINCRBY', KEYS[1], 'entries', ARGV[6])
${DONE}`;

/** KEYS lease, log, pieces beside; ARGV owner, fence, lease, number, bytes, entries, how many pieces. */
export const APPEND_LARGE = `${NEXT}
local count = redis.call('LLEN', KEYS[3])
if redis.call('EXISTS', KEYS[2]) == 0 or count ~= tonumber(ARGV[7]) then return {'gap'} end
for i = 0, count - 1 do redis.call('RPUSH', KEYS[2], redis.call('LINDEX', KEYS[3], i)) end
redis.call('DEL', KEYS[3])
redis.call('HINCRBY', KEYS[1], 'bytes', ARGV[5])
redis.call('HINCRBY', KEYS[1], 'entries', ARGV[6])
${DONE}`;

/** KEYS lease, log, pieces beside, names; ARGV owner, fence, lease, number, bytes, entries, how many pieces, name. */
export const REPLACE = `${NEXT}
if redis.call('LLEN', KEYS[3]) ~= tonumber(ARGV[7]) then return {'gap'} end
redis.call('RENAME', KEYS[3], KEYS[2])
redis.call('PERSIST', KEYS[2])
redis.call('PERSIST', KEYS[1])
redis.call('SADD', KEYS[4], ARGV[8])
redis.call('HSET', KEYS[1], 'bytes', ARGV[5], 'entries', ARGV[6])
${DONE}`;

/** KEYS leases…; ARGV owner, lease, fences…: for each, 1 when it was renewed, or who holds it. */
export const RENEW = `${NOW}
local replies = {}
for i, key in ipairs(KEYS) do
  local lease = redis.call('HMGET', key, 'owner', 'fence')
  if lease[1] == ARGV[1] and lease[2] == ARGV[i + 2] then
    redis.call('HSET', key, 'until', now + ARGV[2])
    if redis.call('PTTL', key) > 0 then redis.call('PEXPIRE', key, ARGV[2] * 10) end
    replies[i] = '1'
  else
    replies[i] = '-' .. (lease[1] or '')
  end
end
return replies
`;

/** KEYS lease, log; ARGV owner, fence. */
export const RELEASE = `${MINE}
if redis.call('EXISTS', KEYS[2]) == 0 then redis.call('DEL', KEYS[1]) else redis.call('HSET', KEYS[1], 'owner', '', 'until', 0) end
return {'ok', now}
`;

/** KEYS lease, log, names; ARGV owner, wishes, name. */
export const DELETE = `${FREE}
redis.call('DEL', KEYS[1])
redis.call('SREM', KEYS[3], ARGV[3])
return {'ok', redis.call('DEL', KEYS[2])}
`;
