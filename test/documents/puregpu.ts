/** PureGPU's document: https://docs.puregpu.com/server, as stored in June 2024. */
import { expect } from '@jest/globals';
import { seconds } from '../../model/clock.ts';
import type { Asked } from '../hosts/index.ts';
import type { Example } from './index.ts';

const key = { 'X-API-Key': '{token}' };
const get = (path: string): Asked => ({ method: 'GET', path, headers: key });
const post = (path: string): Asked => ({ method: 'POST', path, headers: key });
const send = (path: string, body: string): Asked => ({ method: 'POST', path, headers: { ...key, 'Content-Type': 'application/json' }, body });

export const puregpu: readonly Example[] = [
  {
    heading: 'Start Server',
    before: (running) => running.ask('puregpu', post('/server/10/stop')),
    request: post('/server/10/start'),
    status: 200,
    body: `{
  "result": "success",
  "message": "Start success"
}`,
  },
  {
    heading: 'Stop Server',
    request: post('/server/10/stop'),
    status: 200,
    body: `{
  "result": "success",
  "message": "Stop success"
}`,
  },
  {
    heading: 'Restart Server',
    request: post('/server/10/restart'),
    status: 200,
    body: `{
  "result": "success",
  "message": "Reboot success"
}`,
  },
  {
    heading: 'Shutdown Server',
    request: post('/server/10/shutdown'),
    status: 200,
    body: `{
  "result": "success",
  "message": "Shutdown success"
}`,
  },
  {
    heading: 'Get Server Statistics',
    request: get('/server/10/stats?timeframe=hour'),
    status: 200,
    // The document prints one point of a service whose history nobody has, and an ellipsis: the point's members and the form of its date hold.
    body: `{
  "result": "success",
  "stats": [
    {
        "date": "2024-06-09T17:01:00.000Z",
        "cpu": 0.06532379034742411,
        "diskread": null,
        "diskwrite": 11223.04,
        "mem": 342967910.4,
        "netin": 6089.91333333333,
        "netout": 102.4
    }
  ]
}`,
    but(printed: { result: string; stats: Record<string, unknown>[] }, answered: { result: string; stats: Record<string, unknown>[] }) {
      expect(answered.result).toBe(printed.result);
      expect(answered.stats).toHaveLength(70);
      for (const point of answered.stats) {
        expect(Object.keys(point)).toEqual(Object.keys(printed.stats[0] ?? {}));
        expect(point['date']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:00\.000Z$/);
        for (const metric of ['cpu', 'diskwrite', 'mem', 'netin', 'netout']) {
          // Around the printed load: the fixture's is the document's.
          const ratio = Number(point[metric]) / Number(printed.stats[0]?.[metric]);
          expect(ratio).toBeGreaterThan(0);
          expect(ratio).toBeLessThan(2);
        }
      }
    },
  },
  {
    heading: 'Get OS Templates',
    request: get('/server/ostemplates'),
    status: 200,
    body: `{
  "result": "success",
  "osTemplates": [
      {
          "osid": "1021",
          "name": "ubuntu-22.04-x86_64",
          "distro": "ubuntu",
          "version": "22.04",
          "drivers": "standard"
      },
      {
          "osid": "1057",
          "name": "debian-12-x86_64",
          "distro": "debian",
          "version": "12",
          "drivers": "standard"
      },
      {
          "osid": "100001",
          "name": "debian-12-pgpu",
          "distro": "debian",
          "version": "12",
          "drivers": "puregpu"
      },
      {
          "osid": "100002",
          "name": "windows-server-2022-standard-dw",
          "distro": "windows",
          "version": "2022",
          "drivers": "dataracks"
      }
  ]
}`,
  },
  {
    heading: 'Rebuild Server',
    request: send(
      '/server/10/rebuild',
      `{
    "osid": "1021",
    "sshkey": "ssh-rsa AAAAB3NzaC1..."
  }`,
    ),
    status: 200,
    body: `{
  "result": "success",
  "message": "Rebuild processed",
  "password": "new_generated_password"
}`,
    but(printed: { password: string }, answered: { password: string }) {
      expect(answered).toEqual({ ...printed, password: answered.password });
      // The document's word stands for a password that is generated.
      expect(answered.password).toMatch(/^[A-Za-z0-9]{16}$/);
    },
  },
  {
    heading: 'Get Server Status',
    request: get('/server/10/status'),
    status: 200,
    moves: 'The uptime counts from the boot, an hour before the cloud begins.',
    body: `{
  "result": "success",
  "server": {
      "status": "running",
      "uptime": 3600,
      "locked": false
  }
}`,
  },
  {
    heading: 'Set Boot Order',
    request: send(
      '/server/10/setBootOrder',
      `{
    "order": "dca"
  }`,
    ),
    status: 200,
    body: `{
  "result": "success",
  "message": "Boot Order Modification Success"
}`,
  },
  {
    heading: 'Insert ISO',
    request: send(
      '/server/10/insertIso',
      `{
    "iso": "ubuntu.iso",
    "sec_iso": "drivers.iso"
  }`,
    ),
    status: 200,
    body: `{
  "result": "success",
  "message": "ISO Modification Success"
}`,
  },
  {
    heading: 'Get Boot Order and Mounted ISOs, of a fresh account',
    request: get('/server/10/bootOrderAndIsos'),
    status: 200,
    body: `{
  "result": "success",
  "bootOrder": "dca",
  "primaryISO": "ubuntu.iso",
  "secondaryISO": "drivers.iso"
}`,
  },
  {
    heading: 'Get Boot Order and Mounted ISOs, after the two examples before it on a server that held nothing',
    async before(running) {
      await running.ask('puregpu', send('/server/10/insertIso', '{"iso":"","sec_iso":""}'));
      await running.ask('puregpu', send('/server/10/setBootOrder', '{"order":"cda"}'));
      await running.advance(seconds(1));
      await running.ask('puregpu', send('/server/10/setBootOrder', '{"order":"dca"}'));
      await running.ask('puregpu', send('/server/10/insertIso', '{"iso":"ubuntu.iso","sec_iso":"drivers.iso"}'));
    },
    request: get('/server/10/bootOrderAndIsos'),
    status: 200,
    body: `{
  "result": "success",
  "bootOrder": "dca",
  "primaryISO": "ubuntu.iso",
  "secondaryISO": "drivers.iso"
}`,
  },
];
