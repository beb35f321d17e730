/** VPS.org's operations, in the document's order. */
import { Problem, type WrongMember } from '../../model/problem.ts';
import type { Call, Operations } from '../../vendor/operation.ts';
import type { VpsOrg } from './vendor.ts';
import { newKey } from '../../vendor/new-key.ts';
import { acted, created, detailed, listed, updatedAt } from './server.ts';

export const operations: Operations<VpsOrg> = {
  'GET /servers/'({ query, servers, plans, systems, reply }) {
    const results = servers.filter(query).map((server) => listed(server, { plans, systems }));
    return reply(200, { count: results.length, results });
  },

  'POST /servers/'({ body, servers, plans, systems, locations, ssh_keys, settings, now, begin, count, draw, reply }) {
    const unknown: WrongMember[] = [];
    if (!plans.has(body.plan_id)) unknown.push({ member: 'plan_id', rule: 'exists', value: body.plan_id });
    if (!systems.has(body.os_id)) unknown.push({ member: 'os_id', rule: 'exists', value: body.os_id });
    if (!locations.has(body.location)) unknown.push({ member: 'location', rule: 'enum', value: body.location });
    if (body.ssh_key_id != null && !ssh_keys.has(body.ssh_key_id)) unknown.push({ member: 'ssh_key_id', rule: 'exists', value: body.ssh_key_id });
    if (unknown.length > 0) throw new Problem('invalid', `There is no such ${unknown.map(({ member }) => member).join(', ')}.`, { violations: unknown });

    const plan = plans.get(body.plan_id);
    if (settings.credits < plan.price_monthly)
      throw new Problem('payment-required', `The plan costs ${plan.price_monthly} a month, and the account has ${settings.credits}.`);
    const id = newKey(servers, () => count('server'));
    settings.credits -= plan.price_monthly;

    const server = servers.add({
      id,
      name: body.name,
      hostname: body.hostname ?? null,
      status: 'provisioning',
      task: null,
      ip_address: null,
      ipv6_address: null,
      location: body.location,
      plan_id: body.plan_id,
      os_id: body.os_id,
      ssh_key_id: body.ssh_key_id ?? null,
      backups_enabled: body.backups_enabled ?? false,
      // Its system is all that is on its disk.
      usage: { cpu_percent: 0, memory_used: 0, disk_used: draw(id, 'system').integer(2, 5), bandwidth_used: 0, at: now, on: false },
      created_at: now,
      ...updatedAt(now),
    });
    begin(server, 'provision');
    return reply(201, created(server, { plans, systems }));
  },

  'GET /servers/{server_id}/': (call) => call.reply(200, detailed(call.server, call)),
  'PUT /servers/{server_id}/': (call) => call.reply(200, updated(call)),
  'PATCH /servers/{server_id}/': (call) => call.reply(200, updated(call)),

  'DELETE /servers/{server_id}/'({ server, begin, reply }) {
    begin(server, 'delete');
    return reply(204, undefined);
  },

  'POST /servers/{server_id}/start/'({ server, begin, reply }) {
    begin(server, 'start');
    return reply(200, acted(server, 'Server is starting'));
  },

  'POST /servers/{server_id}/stop/'({ server, begin, reply }) {
    begin(server, 'stop');
    return reply(200, acted(server, 'Server is stopping'));
  },

  'POST /servers/{server_id}/reboot/'({ server, begin, reply }) {
    begin(server, 'reboot');
    return reply(200, acted(server, 'Server is rebooting'));
  },

  'GET /plans/'({ query, plans, reply }) {
    const results = plans.filter(({ locations }) => query.location === undefined || locations.includes(query.location));
    return reply(200, { count: results.length, results });
  },

  'GET /plans/{id}/': ({ plan, reply }) => reply(200, plan),
};

type Update = Call<VpsOrg, 'PUT /servers/{server_id}/'> | Call<VpsOrg, 'PATCH /servers/{server_id}/'>;

/** PUT and PATCH differ only in which properties are required. */
function updated(call: Update) {
  const { server, body, servers, now, begin } = call;
  begin(server, 'update');
  const sent = Object.entries(body) as [keyof typeof server, unknown][];
  if (sent.some(([member, value]) => server[member] !== value)) servers.update(server, { ...body, ...updatedAt(now) });
  return detailed(server, call);
}
