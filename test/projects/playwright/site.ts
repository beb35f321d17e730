/** A small application: it lists the servers of VPS.org, asks again every five seconds, and creates one. It knows nothing of stuntbox. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const PAGE = `<!doctype html>
<title>servers</title>
<button>Create</button> <p role="status"></p> <p role="alert"></p> <ul></ul> <time></time>
<script type="module">
const API = 'https://admin.vps.org/api/v1';
const headers = { authorization: 'Bearer t', 'content-type': 'application/json' };
const show = (role, text) => (document.querySelector('[role=' + role + ']').textContent = text);
async function load() {
  try {
    const reply = await fetch(API + '/servers/', { headers });
    const body = await reply.json();
    if (!reply.ok) throw new Error(reply.status + ' ' + JSON.stringify(body));
    const { results } = body;
    document.querySelector('ul').replaceChildren(...results.map(({ id, name, status }) => Object.assign(document.createElement('li'), { textContent: name + ' ' + status })));
    document.querySelector('time').textContent = new Date().toISOString();
    show('alert', '');
  } catch (error) {
    show('alert', error.name + ': ' + error.message);
  }
}
document.querySelector('button').onclick = async () => {
  const reply = await fetch(API + '/servers/', { method: 'POST', headers, body: JSON.stringify({ name: 'web-9', plan_id: 1, os_id: 5, location: 'us-west' }) });
  show('status', reply.status + ' ' + (await reply.text()));
  await load();
};
setInterval(load, 5000);
await load();
</script>`;

export default async function site(): Promise<() => void> {
  const server = createServer((request, response) => {
    response.writeHead(request.url === '/' ? 200 : 404, { 'content-type': request.url === '/' ? 'text/html' : 'text/plain' });
    response.end(request.url === '/' ? PAGE : 'the application itself');
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  process.env['SITE'] = `http://localhost:${(server.address() as AddressInfo).port}`;
  return () => {
    server.closeAllConnections();
    server.close();
  };
}
