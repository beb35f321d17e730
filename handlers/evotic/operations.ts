/** Evotic's operations, in the document's order. */
import { newKey } from '../../vendor/new-key.ts';
import { Problem, type WrongMember } from '../../model/problem.ts';
import type { Operations } from '../../vendor/operation.ts';
import type { Evotic, Prices } from './vendor.ts';
import { addressOf, begun, doing, shown, unused, type Specifications } from './server.ts';

export const operations: Operations<Evotic> = {
  'GET /servers': (call) =>
    call.reply(
      200,
      call.servers.all().map((server) => shown(server, call)),
    ),
  'GET /servers/{id}': (call) => call.reply(200, shown(call.server, call)),

  'POST /servers'(call) {
    const { body, servers, locations, systems, settings, now, begin, count, draw, reply } = call;
    const wrong: WrongMember[] = [];
    const location = locations.find({ id: body.location_id });
    const system = systems.find({ id: body.os_id });
    if (!location?.available) wrong.push({ member: 'location_id', rule: location ? 'available' : 'exists', value: body.location_id });
    if (!system) wrong.push({ member: 'os_id', rule: 'exists', value: body.os_id });
    for (const member of ['ram', 'disk'] as const) {
      const least = system?.requires?.[member] ?? 0;
      if (body[member] < least) wrong.push({ member, rule: 'minimum', value: body[member], limit: least });
    }
    if (!location || !system || wrong.length > 0)
      throw new Problem('invalid', `Not available, or too small for the system: ${wrong.map(({ member }) => member).join(', ')}.`, { violations: wrong });

    const specifications = { cpu: body.cpu, ram: body.ram, disk: body.disk };
    const price = priceOf(specifications, settings.prices);
    if (settings.balance < price) throw new Problem('payment-required', `The server costs ${price}, and the account has ${settings.balance}.`);
    const id = newKey(servers, () => count('server'));
    settings.balance -= price;

    const server = servers.add({
      id,
      hostname: body.name,
      uuid: draw(id, 'uuid').uuid(),
      status: settings.instantCreate ? 'started' : 'processing',
      task: null,
      node: location.node,
      os: system.name,
      specifications,
      ip_addresses: [{ ip: addressOf(id), is_primary: true }],
      usage: unused,
      location_id: location.id,
      initialCommands: body.initialCommands,
      created_at: now,
    });
    if (settings.instantCreate) servers.update(server, { usage: begun(server, 'started', 'create', call) });
    else begin(server, 'create');
    return reply(201, shown(server, call));
  },

  'DELETE /servers/{id}'({ server, begin, reply }) {
    begin(server, 'delete');
    return reply(200, { message: 'Server deleted successfully' });
  },

  'GET /servers/{id}/status': ({ server, now, reply }) => reply(200, doing(server, now)),
};

/** The price of a server, in cents. The price of the memory is rounded up to a whole cent. */
const priceOf = ({ cpu, ram, disk }: Specifications, prices: Prices): number => cpu * prices.cpu + Math.ceil((ram * prices.ram) / 1024) + disk * prices.disk;
