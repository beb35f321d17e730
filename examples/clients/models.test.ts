/**
 * An application's own API beside the vendor's: projects, modelled with @msw/data and with @mswjs/data, and the servers that they run on, by stuntbox.
 * All stand behind one network; a project has the id of its server.
 */
import { Collection } from '@msw/data';
import { factory, primaryKey } from '@mswjs/data';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { createCloud, minutes } from 'stuntbox';
import { vpsorg } from 'stuntbox/vpsorg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';

const VENDOR = 'https://admin.vps.org/api/v1/servers/';
const headers = { authorization: 'Bearer any-token', 'content-type': 'application/json' };

interface Project {
  id: string;
  name: string;
  serverId: number;
}

/** A table of projects, in @msw/data. */
function projectsInMswData() {
  const projects = new Collection({ schema: z.object({ id: z.string(), name: z.string(), serverId: z.number() }) });
  return {
    create: (project: Project) => projects.create(project),
    find: (id: string) => projects.findFirst((q) => q.where({ id })),
  };
}

/** The same, in @mswjs/data. */
function projectsInMswjsData() {
  const { project } = factory({ project: { id: primaryKey(String), name: String, serverId: Number } });
  return {
    create: async (values: Project) => project.create(values),
    find: (id: string) => project.findFirst({ where: { id: { equals: id } } }),
  };
}

describe.each([
  ['@msw/data', projectsInMswData],
  ['@mswjs/data', projectsInMswjsData],
])('projects in %s, servers in stuntbox', (_, open) => {
  const network = setupServer();
  beforeAll(() => network.listen());
  afterEach(() => network.resetHandlers());
  afterAll(() => network.close());

  /** The application's API: a project is created with a server at the vendor, and shows its status. */
  function world() {
    const cloud = createCloud({ vpsorg });
    const projects = open();
    network.use(
      http.post('https://app.example/projects', async ({ request }) => {
        const { name } = (await request.json()) as { name: string };
        // What the application's backend does: it asks the vendor, and keeps the id.
        const created = await fetch(VENDOR, { method: 'POST', headers, body: JSON.stringify({ name, plan_id: 1, os_id: 5, location: 'us-west' }) });
        if (!created.ok) return HttpResponse.json({ error: 'The vendor refused.' }, { status: 502 });
        const { id } = (await created.json()) as { id: number };
        await projects.create({ id: `project-${id}`, name, serverId: id });
        return HttpResponse.json({ id: `project-${id}` }, { status: 201 });
      }),
      http.get<{ id: string }>('https://app.example/projects/:id', ({ params }) => {
        const project = projects.find(params.id);
        if (!project) return HttpResponse.json({ error: 'There is no such project.' }, { status: 404 });
        // Or, without a second request: the record itself.
        const server = cloud.vpsorg.servers.find({ id: project.serverId });
        return HttpResponse.json({ name: project.name, status: server?.status ?? 'gone' });
      }),
      ...cloud.handlers,
    );
    return { cloud, projects };
  }
  const post = (name: string) => fetch('https://app.example/projects', { method: 'POST', body: JSON.stringify({ name }) });
  const shown = async (id: string) => (await fetch(`https://app.example/projects/${id}`)).json();

  test('a project is ready when its server is', async () => {
    const { cloud } = world();
    const { id } = (await (await post('shop')).json()) as { id: string };
    expect(await shown(id)).toEqual({ name: 'shop', status: 'provisioning' });
    cloud.clock.advance(minutes(3));
    expect(await shown(id)).toEqual({ name: 'shop', status: 'active' });
  });

  test('no project is kept when the vendor refuses', async () => {
    const { cloud } = world();
    cloud.play('vpsorg/out-of-credits');
    expect((await post('shop')).status).toBe(502);
    expect(await shown('project-12347')).toEqual({ error: 'There is no such project.' });
  });

  test('a project whose server was deleted at the vendor says so', async () => {
    const { cloud, projects } = world();
    await projects.create({ id: 'mine', name: 'mine', serverId: 12345 });
    cloud.vpsorg.servers.remove(12345);
    expect(await shown('mine')).toEqual({ name: 'mine', status: 'gone' });
  });
});
