/** Hetzner Cloud's fresh account: the examples of its document. */
import type { Fresh } from 'stuntbox/vendor';
import type { Hetzner } from './vendor.ts';

/** What a fresh account contains. The document's create example also has ID 42, which is already taken, so the first new ID is 43. */
export const fresh = (): Fresh<Hetzner> => ({
  tables: {
    servers: [
      {
        id: 42,
        name: 'my-resource',
        status: 'running',
        task: null,
        ip: '1.2.3.4',
        server_type: 1,
        image: 42,
        ssh_keys: [],
        labels: { environment: 'prod', 'example.com/my': 'label', 'just-a-key': '' },
        created: Date.UTC(2016, 0, 30, 23, 55),
      },
    ],
    actions: [{ id: 13, command: 'start_server', server_id: 42, started: Date.UTC(2016, 0, 30, 23, 55), began: null }],
    server_types: [
      { id: 1, name: 'cpx11', description: 'CPX11', cores: 2, memory: 2, disk: 40 },
      { id: 2, name: 'cpx21', description: 'CPX21', cores: 3, memory: 4, disk: 80 },
    ],
    images: [
      { id: 42, name: 'ubuntu-20.04', description: 'Ubuntu 20.04 Standard 64 bit' },
      { id: 43, name: 'debian-12', description: 'Debian 12' },
    ],
  },
  counters: { server: 43, action: 14 },
});
