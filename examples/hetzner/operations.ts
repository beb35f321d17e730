/** Hetzner Cloud's operations, in the document's order. */
import { documentationAddress, newKey, Problem, type Call, type Collection, type Operations } from 'stuntbox/vendor';
import { begun, shownAction } from './action.ts';
import { shown, type Command } from './server.ts';
import type { Hetzner } from './vendor.ts';

export const operations: Operations<Hetzner> = {
  'GET /servers'({ query: { page, per_page, ...filter }, servers, server_types, images, reply }) {
    const { items, meta } = paged(servers.filter(filter), page, per_page);
    return reply(200, { servers: items.map((server) => shown(server, { server_types, images })), meta });
  },

  'POST /servers'({ body, servers, actions, server_types, images, settings, now, begin, count, draw, reply }) {
    const type = named(server_types, 'server_type', body.server_type);
    const image = named(images, 'image', body.image);
    if (servers.find({ name: body.name }))
      throw new Problem('invalid', `There is a server '${body.name}'.`, { violations: [{ member: 'name', rule: 'unique' }] });
    if (servers.size >= settings.serverLimit) throw new Problem('full', `The project has ${servers.size} of ${settings.serverLimit} servers.`);

    const id = newKey(servers, () => count('server'));
    const server = servers.add({
      id,
      name: body.name,
      status: 'initializing',
      task: null,
      ip: documentationAddress(id),
      server_type: type.id,
      image: image.id,
      ssh_keys: body.ssh_keys ?? [],
      labels: body.labels ?? {},
      created: now,
    });
    begin(server, 'create_server');
    const action = actions.add(
      begun(
        newKey(actions, () => count('action')),
        'create_server',
        server,
        now,
      ),
    );
    return reply(201, {
      server: shown(server, { server_types, images }),
      action: shownAction(action, now),
      next_actions: [],
      root_password: server.ssh_keys.length > 0 ? null : draw(id, 'password').text(20),
    });
  },

  'GET /servers/{id}': ({ server, server_types, images, reply }) => reply(200, { server: shown(server, { server_types, images }) }),

  'DELETE /servers/{id}': (call) => call.reply(200, started(call, 'delete_server')),

  'GET /servers/{id}/actions'({ server, actions, query: { page, per_page, status }, now, reply }) {
    const all = actions.filter({ server_id: server.id }).map((action) => shownAction(action, now));
    const { items, meta } = paged(status === undefined ? all : all.filter((action) => action.status === status), page, per_page);
    return reply(200, { actions: items, meta });
  },

  'POST /servers/{id}/actions/poweron': (call) => call.reply(201, started(call, 'start_server')),
  'POST /servers/{id}/actions/poweroff': (call) => call.reply(201, started(call, 'stop_server')),

  'POST /servers/{id}/actions/rebuild'(call) {
    const { server, servers, images, body, draw, reply } = call;
    const image = named(images, 'image', body.image);
    const { action } = started(call, 'rebuild_server');
    servers.update(server, { image: image.id });
    return reply(201, { action, root_password: server.ssh_keys.length > 0 ? null : draw(server.id, 'password', action.id).text(20) });
  },

  'GET /actions/{action_id}': ({ action, now, reply }) => reply(200, { action: shownAction(action, now) }),
};

type Started = Pick<Call<Hetzner, 'DELETE /servers/{id}'>, 'server' | 'actions' | 'begin' | 'count' | 'now'>;

/** Begins a command on a server and stores its action. */
function started({ server, actions, begin, count, now }: Started, command: Command) {
  begin(server, command);
  return {
    action: shownAction(
      actions.add(
        begun(
          newKey(actions, () => count('action')),
          command,
          server,
          now,
        ),
      ),
      now,
    ),
  };
}

/** Finds the record that a property of the body names, by ID or name. */
function named<R extends { readonly id: number; readonly name: string }>(table: Collection<R>, member: string, value: string): Readonly<R> {
  const found = table.find((record) => record.name === value || String(record.id) === value);
  if (found) return found;
  throw new Problem('invalid', `There is no ${member} '${value}'.`, { violations: [{ member, rule: 'exists', value }] });
}

/** One page of a list. */
function paged<T>(all: readonly T[], page = 1, per_page = 25) {
  const last_page = Math.max(1, Math.ceil(all.length / per_page));
  const pagination = {
    page,
    per_page,
    previous_page: page > 1 ? page - 1 : null,
    next_page: page < last_page ? page + 1 : null,
    last_page,
    total_entries: all.length,
  };
  return { items: all.slice((page - 1) * per_page, page * per_page), meta: { pagination } };
}
