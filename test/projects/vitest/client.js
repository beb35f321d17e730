/** A small client of VPS.org, as an application has it. */
const BASE = 'https://admin.vps.org/api/v1';

export function client(fetch) {
  const ask = async (method, path, body) => {
    const headers = { authorization: 'Bearer token', 'content-type': 'application/json' };
    const reply = await fetch(BASE + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    if (!reply.ok) throw new Error(`${method} ${path} was answered ${reply.status}.`);
    return reply.status === 204 ? undefined : reply.json();
  };
  return {
    create: (name) => ask('POST', '/servers/', { name, plan_id: 1, os_id: 5, location: 'us-west' }),
    list: () => ask('GET', '/servers/'),
    get: (id) => ask('GET', `/servers/${id}/`),
    start: (id) => ask('POST', `/servers/${id}/start/`),
    stop: (id) => ask('POST', `/servers/${id}/stop/`),
    reboot: (id) => ask('POST', `/servers/${id}/reboot/`),
    remove: (id) => ask('DELETE', `/servers/${id}/`),
  };
}
