// The client under test: it knows nothing of stuntbox.
const API = 'https://admin.vps.org/api/v1';
const headers = { authorization: 'Bearer any-token', 'content-type': 'application/json' };

async function call(path, init) {
  const response = await fetch(API + path, { headers, ...init });
  if (!response.ok) throw new Error(`${path} was answered ${response.status}.`);
  return response.status === 204 ? undefined : response.json();
}

/** Orders a server on the cheapest plan. */
export async function createServer(name) {
  const { results: plans } = await call('/plans/');
  const [cheapest] = plans.toSorted((one, other) => one.price_monthly - other.price_monthly);
  const order = { name, plan_id: cheapest.id, os_id: 5, location: 'us-west' };
  return call('/servers/', { method: 'POST', body: JSON.stringify(order) });
}

/** Looks until a server is no longer being provisioned, each time after a longer pause. */
export async function whenReady(id) {
  for (let pause = 5_000; ; pause = Math.min(pause * 1.5, 30_000)) {
    const server = await call(`/servers/${id}/`);
    if (server.status !== 'provisioning') return server;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}
