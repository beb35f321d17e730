/** Drone's operations: the four on servers in the document's order, then the system operations. */
import { requireRoom } from '../../model/collection.ts';
import type { Operations } from '../../vendor/operation.ts';
import type { Drone } from './vendor.ts';
import { allocated, deletion, removable, shown } from './server.ts';

/** The true values of Go's `strconv.ParseBool`; any other value is false and not an error. */
const TRUE = new Set(['1', 't', 'T', 'true', 'True', 'TRUE']);

/** The source that `/version` reports. */
const SOURCE = 'https://github.com/drone/autoscaler.git';

export const operations: Operations<Drone> = {
  'GET /api/servers/{name}': ({ server, reply }) => reply(200, shown(server)),

  'GET /api/servers': ({ servers, reply }) =>
    reply(
      200,
      servers
        .all()
        .sort((a, b) => a.created - b.created)
        .map(shown),
    ),

  'POST /api/servers'({ servers, settings, now, begin, count, draw, reply }) {
    requireRoom(servers);
    const number = count('server');
    const drawn = (attempt: number): string => {
      const name = settings.prefix + draw('server', number, 'name', attempt).text(8);
      return servers.has(name) ? drawn(attempt + 1) : name;
    };
    const server = servers.add(allocated({ name: drawn(0), number, capacity: settings.capacity, created: now }));
    begin(server, settings.addresses ? 'provision' : 'strand');
    return reply(200, shown(server));
  },

  'DELETE /api/servers/{name}'({ server, query, servers, settings, now, begin, reply }) {
    if (removable(server, TRUE.has(query.force ?? ''))) {
      servers.remove(server);
      return reply(204, undefined);
    }
    const action = deletion(server, settings.lostDelete);
    // A repeated request does not delay the collector.
    if (server.status === 'shutdown' && server.task?.action === action) servers.update(server, { updated: now });
    else begin(server, action);
    return reply(200, shown(server));
  },

  'POST /api/pause'({ settings, reply }) {
    settings.paused = true;
    return reply(204, undefined);
  },

  'POST /api/resume'({ settings, reply }) {
    settings.paused = false;
    return reply(204, undefined);
  },

  'GET /healthz': ({ reply }) => reply(200, 'OK'),

  'GET /version': ({ settings: { version, commit }, reply }) => reply(200, { source: SOURCE, ...(version && { version }), ...(commit && { commit }) }),

  'GET /varz': ({ settings: { paused }, reply }) => reply(200, { paused }),
};
