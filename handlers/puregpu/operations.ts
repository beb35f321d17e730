/** PureGPU's operations, in the document's order. */
import { Problem } from '../../model/problem.ts';
import type { Operations } from '../../vendor/operation.ts';
import type { PureGpu } from './vendor.ts';
import { detailed, listed, shown, usable } from './server.ts';
import { statistics } from './statistics.ts';

export const operations: Operations<PureGpu> = {
  'POST /server/{serviceId}/start'({ server, begin, reply }) {
    begin(usable(server), 'start');
    return reply(200, { result: 'success', message: 'Start success' });
  },

  'POST /server/{serviceId}/stop'({ server, begin, reply }) {
    begin(usable(server), 'stop');
    return reply(200, { result: 'success', message: 'Stop success' });
  },

  'POST /server/{serviceId}/restart'({ server, begin, reply }) {
    begin(usable(server), 'restart');
    return reply(200, { result: 'success', message: 'Reboot success' });
  },

  'POST /server/{serviceId}/shutdown'({ server, begin, reply }) {
    begin(usable(server), 'shutdown');
    return reply(200, { result: 'success', message: 'Shutdown success' });
  },

  'GET /server/{serviceId}/stats': ({ server, query, settings, now, draw, reply }) =>
    reply(200, { result: 'success', stats: statistics(usable(server), query.timeframe, settings.statistics, now, draw) }),

  'GET /server/ostemplates': ({ templates, reply }) => reply(200, { result: 'success', osTemplates: templates.all() }),

  'POST /server/{serviceId}/rebuild'({ server, body, servers, templates, begin, draw, reply }) {
    const { serviceId, rebuilds } = usable(server);
    if (!templates.has(body.osid))
      throw new Problem('invalid', `There is no template ${body.osid}.`, { violations: [{ member: 'osid', rule: 'exists', value: body.osid }] });
    begin(server, 'rebuild');
    servers.update(server, { osid: body.osid, sshkey: body.sshkey, rebuilds: rebuilds + 1 });
    return reply(200, { result: 'success', message: 'Rebuild processed', password: draw(serviceId, 'password', rebuilds).text(16) });
  },

  'GET /server/{serviceId}/status': ({ server, now, reply }) => reply(200, { result: 'success', server: shown(usable(server), now) }),

  'POST /server/{serviceId}/setBootOrder'({ server, body, servers, begin, reply }) {
    begin(usable(server), 'setBootOrder');
    servers.update(server, { bootOrder: body.order });
    return reply(200, { result: 'success', message: 'Boot Order Modification Success' });
  },

  'POST /server/{serviceId}/insertIso'({ server, body, servers, isos, begin, reply }) {
    usable(server);
    if (body.iso === undefined && body.sec_iso === undefined)
      throw new Problem('invalid', 'Neither iso nor sec_iso.', { violations: [{ member: 'iso', rule: 'required' }] });
    const unknown = (['iso', 'sec_iso'] as const).filter((drive) => body[drive] && !isos.has(body[drive]));
    if (unknown.length > 0)
      throw new Problem('invalid', 'No such ISO was uploaded.', {
        violations: unknown.map((drive) => ({ member: drive, rule: 'exists', value: body[drive] })),
      });
    begin(server, 'insertIso');
    servers.update(server, body);
    return reply(200, { result: 'success', message: 'ISO Modification Success' });
  },

  'GET /server/{serviceId}/bootOrderAndIsos'({ server, reply }) {
    const { bootOrder, iso, sec_iso } = usable(server);
    return reply(200, { result: 'success', bootOrder, primaryISO: iso, secondaryISO: sec_iso });
  },

  'GET /services': ({ servers, reply }) => reply(200, { result: 'success', services: servers.all().map(listed) }),

  'GET /services/{serviceId}': ({ server, reply }) => reply(200, { result: 'success', service: detailed(server) }),
};
