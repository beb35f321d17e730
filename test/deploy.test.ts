/** What is in deploy/: that it is valid where it can be checked, and that the proxies which run here route as they say. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { freePorts } from './ports.ts';

const at = (file: string): URL => new URL(`../deploy/${file}`, import.meta.url);
const read = (file: string): string => readFileSync(at(file), 'utf8');
const installed = (name: string, flag: string): string | undefined => [name, `/usr/sbin/${name}`].find((path) => spawnSync(path, [flag]).status === 0);
const told = (program: string | undefined, name: string): typeof describe => {
  if (program === undefined) console.warn(`${name} is not installed: its tests are left out.`);
  return (program === undefined ? describe.skip : describe) as typeof describe;
};
const haproxy = installed('haproxy', '-v');
const nginx = installed('nginx', '-v');
const python = ['python3', '/usr/bin/python3'].find((path) => spawnSync(path, ['-c', 'import yaml']).status === 0);

const CLOUDS = Array.from({ length: 60 }, (_, i) => `job-${i}`);
const NAMES = ['one', 'two', 'three'];

/** A replica that only says who it is, with a listener of controls beside it. */
interface Fake {
  readonly port: number;
  readonly controlPort: number;
  ready: boolean;
  /** How many requests it has ended without a reply. */
  broken: number;
  end(): void;
}

const listening = (server: Server): Promise<number> =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));

async function fakeOf(name: string): Promise<Fake> {
  const state = { ready: true, broken: 0 };
  const mocks = createServer((asked, response) => {
    // A vendor's own failure, and one of the connection.
    if (asked.url?.endsWith('/bad-gateway')) response.writeHead(502, { 'x-of': 'vendor' });
    if (asked.url?.endsWith('/broken')) {
      state.broken += 1;
      asked.socket.destroy();
      return;
    }
    response.end(`${name} ${asked.url}`);
  });
  const controls = createServer((asked, response) => {
    if (asked.url === '/readyz') response.statusCode = state.ready ? 200 : 503;
    asked.resume().on('end', () => response.end(`${name} ${asked.url}`));
  });
  const [port, controlPort] = [await listening(mocks), await listening(controls)];
  return Object.assign(state, {
    port,
    controlPort,
    end() {
      for (const server of [mocks, controls]) {
        server.close();
        server.closeAllConnections();
      }
    },
  });
}

/** Who answered: the first word. */
async function who(url: string, init?: RequestInit): Promise<string> {
  const text = await (await fetch(url, init)).text();
  return text.split(' ')[0] ?? '';
}
/** The reply to the first request of a connection. HAProxy ends one that was used before, instead of saying that nobody has answered. */
const onItsOwn = (url: string, method: string): Promise<readonly [status: number | undefined, retryAfter: string | undefined, body: string]> =>
  new Promise((resolve, reject) => {
    const sent = request(url, { method, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('end', () => resolve([response.statusCode, response.headers['retry-after'], text]));
    });
    sent.on('error', reject).end();
  });
const owners = (url: (cloud: string) => string): Promise<string[]> => Promise.all(CLOUDS.map((cloud) => who(url(cloud))));

let folder: string;
let fakes: Fake[];
let proxy: ChildProcess | undefined;
let [url, controls] = ['', ''];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'stuntbox-deploy-'));
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(async () => {
  fakes = await Promise.all(NAMES.map(fakeOf));
  const [port, controlPort] = await freePorts(2);
  [url, controls] = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${controlPort}`];
});
afterEach(() => {
  proxy?.kill('SIGKILL');
  proxy = undefined;
  for (const fake of fakes) fake.end();
});

/** Waits until the proxy sends a request for some cloud to a replica. */
async function routes(): Promise<void> {
  for (;;) {
    const name = await who(`${url}/@job-0/`).catch(() => '');
    if (NAMES.includes(name)) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** HAProxy's configuration, with some of the lines that are comments. */
const configured = (which: 'path' | 'header' | 'credential'): string =>
  read('haproxy.cfg').replace(/^( +)#(http-request .*)$/gm, (line, space: string, rest: string) =>
    rest.includes('x-test-id') === (which === 'header') && which !== 'path' ? space + rest : line,
  );

async function startHaproxy(which: 'path' | 'header' | 'credential' = 'path'): Promise<void> {
  const path = join(folder, `haproxy-${which}.cfg`);
  writeFileSync(path, configured(which));
  const places = fakes.flatMap(({ port, controlPort }, i) => [
    [`STUNTBOX_${i + 1}`, '127.0.0.1'],
    [`STUNTBOX_PORT_${i + 1}`, `${port}`],
    [`STUNTBOX_CONTROL_PORT_${i + 1}`, `${controlPort}`],
  ]);
  const binds = { STUNTBOX_BIND: new URL(url).host, STUNTBOX_CONTROL_BIND: new URL(controls).host };
  proxy = spawn(haproxy ?? '', ['-db', '-q', '-f', path], { env: { ...process.env, ...Object.fromEntries(places), ...binds }, stdio: 'ignore' });
  await routes();
}

function startNginx(): Promise<void> {
  const conf = read('nginx.conf')
    .replace(
      /stuntbox-(\d):(401\d)/g,
      (_, n: string, port: string) => `127.0.0.1:${port === '4010' ? fakes[Number(n) - 1]?.port : fakes[Number(n) - 1]?.controlPort}`,
    )
    .replace('listen 4010', `listen ${new URL(url).host}`)
    .replace('listen 4011', `listen ${new URL(controls).host}`)
    .replaceAll('/tmp/', `${folder}/`);
  const path = join(folder, 'nginx.conf');
  writeFileSync(path, conf);
  proxy = spawn(nginx ?? '', ['-c', path, '-g', 'daemon off; master_process off;'], { stdio: 'ignore' });
  return routes();
}

/** A cloud has one replica, whichever way it is addressed; and when one goes, only its clouds move. */
async function routesByName(): Promise<void> {
  const first = await owners((cloud) => `${url}/@${cloud}/vpsorg/servers/`);
  expect(new Set(first).size).toBe(3);
  expect(await owners((cloud) => `${url}/@${cloud}/evotic/servers?page=2`)).toEqual(first);
  expect(await owners((cloud) => `${controls}/clouds/${cloud}/clock`)).toEqual(first);
  // Percent-encoded, it is the same name.
  expect(await owners((cloud) => `${url}/@%6a${cloud.slice(1)}/vpsorg/servers/`)).toEqual(first);
  // Paths without a name are the default cloud's.
  const rest = await who(`${controls}/clouds/default/clock`);
  expect(await Promise.all(['/vpsorg/servers/', '/evotic/servers', '/'].map((path) => who(url + path)))).toEqual([rest, rest, rest]);
  // The path comes through as it was sent.
  expect(await (await fetch(`${url}/@job-1/drone//a%2Fb/%C3%A9?x=%2F`)).text()).toContain(' /@job-1/drone//a%2Fb/%C3%A9?x=%2F');
  // A vendor's 502 is the vendor's.
  expect((await fetch(`${url}/@job-1/bad-gateway`)).status).toBe(502);

  const gone = first[0] ?? '';
  fakes[NAMES.indexOf(gone)]?.end();
  const second = await owners((cloud) => `${url}/@${cloud}/vpsorg/servers/`);
  expect(second).not.toContain(gone);
  for (const [i, owner] of first.entries()) if (owner !== gone) expect(second[i]).toBe(owner);

  // A change is not sent twice, and its sender is told that it is unknown.
  const broken = await onItsOwn(`${url}/@job-1/broken`, 'DELETE');
  expect(broken).toEqual([503, '1', expect.stringMatching(/^No replica has answered\. Whether a change was made is unknown/)]);
  expect(fakes.reduce((sum, fake) => sum + fake.broken, 0)).toBe(1);
}

told(haproxy, 'haproxy')('haproxy.cfg', () => {
  test.each(['path', 'header', 'credential'] as const)('is valid when clouds are by %s', (which) => {
    const path = join(folder, 'checked.cfg');
    const text = configured(which);
    expect(text === read('haproxy.cfg')).toBe(which === 'path');
    writeFileSync(path, text);
    expect(spawnSync(haproxy ?? '', ['-c', '-q', '-f', path]).status).toBe(0);
  });

  test('sends each cloud to one replica', async () => {
    await startHaproxy();
    await routesByName();
  });

  test('sends a cloud that is created by the controls to the replica that its requests go to', async () => {
    await startHaproxy();
    const first = await owners((cloud) => `${url}/@${cloud}/vpsorg/servers/`);
    const created = CLOUDS.map((name) =>
      who(`${controls}/clouds`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ clock: 'manual', name }) }),
    );
    expect(await Promise.all(created)).toEqual(first);
  });

  test('goes round a replica that is not ready; when none is, requests go to those that live', async () => {
    await startHaproxy();
    const first = await owners((cloud) => `${url}/@${cloud}/`);
    const [fake] = fakes;
    if (fake) fake.ready = false;
    for (;;) if (!(await owners((cloud) => `${url}/@${cloud}/`)).includes('one')) break;
    for (const one of fakes) one.ready = false;
    for (;;) if ((await owners((cloud) => `${url}/@${cloud}/`)).join() === first.join()) break;
    expect(await owners((cloud) => `${controls}/clouds/${cloud}/clock`)).toEqual(first);
  }, 400_000);

  test('finds the cloud of a header', async () => {
    await startHaproxy('header');
    const first = await owners((cloud) => `${url}/@${cloud}/`);
    expect(await Promise.all(CLOUDS.map((cloud) => who(`${url}/vpsorg/`, { headers: { 'x-test-id': cloud } })))).toEqual(first);
  });

  test('finds the cloud of a credential by the name that it has in the controls', async () => {
    await startHaproxy('credential');
    const digest = (credential: string): string => createHash('sha256').update(`stuntbox cloud of ${credential}`).digest('hex').slice(0, 40);
    const first = await owners((cloud) => `${controls}/clouds/credential-${digest(cloud)}/clock`);
    expect(new Set(first).size).toBe(3);
    expect(await Promise.all(CLOUDS.map((cloud) => who(`${url}/vpsorg/`, { headers: { authorization: `Bearer ${cloud}` } })))).toEqual(first);
    expect(await Promise.all(CLOUDS.map((cloud) => who(`${url}/puregpu/`, { headers: { 'x-api-key': cloud } })))).toEqual(first);
    expect(await owners((cloud) => `${url}/@${cloud}/`)).toEqual(await owners((cloud) => `${controls}/clouds/${cloud}/clock`));
  });
});

told(nginx, 'nginx')('nginx.conf', () => {
  test('sends each cloud to one replica', async () => {
    await startNginx();
    await routesByName();
  });
});

/** The documents of a file of YAML. */
const yaml = (file: string): unknown[] =>
  JSON.parse(
    spawnSync(python ?? '', ['-c', 'import json, sys, yaml; print(json.dumps(list(yaml.safe_load_all(sys.stdin))))'], { input: read(file), encoding: 'utf8' })
      .stdout,
  ) as unknown[];

const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string; devDependencies: Record<string, string> };
const PINNED = /^[a-z0-9./-]+:[\w.-]*\d+\.\d+\.\d+[\w.-]*$/;

told(python, 'PyYAML')('what only other machines run', () => {
  interface Service {
    readonly image: string;
    readonly command?: readonly string[];
    readonly read_only?: boolean;
    readonly cap_drop: readonly string[];
    readonly stop_grace_period?: string;
  }
  test('compose.yaml: three replicas with names of their own, one token, and nothing that is not pinned', () => {
    const [file] = yaml('compose.yaml') as [{ services: Record<string, Service> }];
    const { services } = file;
    expect(Object.keys(services)).toEqual(['stuntbox-1', 'stuntbox-2', 'stuntbox-3', 'valkey', 'stuntbox']);
    for (const service of Object.values(services)) {
      expect(service.image).toMatch(PINNED);
      expect(service.cap_drop).toEqual(['ALL']);
    }
    const replicas = [1, 2, 3].map((n) => services[`stuntbox-${n}`]);
    for (const [i, replica] of replicas.entries()) {
      expect(replica?.read_only).toBe(true);
      const [own, first] = [replica, replicas[0]].map((one) => one?.command?.map((word) => word.replace(/-\d$/, '-N')));
      expect(own).toEqual(first);
      expect(replica?.command).toContain(`--replica=stuntbox-${i + 1}`);
      expect(replica?.image).toBe(`stuntbox:${manifest.version}`);
    }
    expect(services['valkey']?.command?.join(' ')).toMatch(/--appendonly yes --appendfsync always .*--maxmemory-policy noeviction/);
  });

  interface Object_ {
    readonly kind: string;
    readonly metadata: { readonly name: string };
    readonly spec: {
      readonly replicas?: number;
      readonly template?: { readonly spec: Pod };
    };
  }
  interface Pod {
    readonly automountServiceAccountToken: boolean;
    readonly securityContext: { readonly runAsNonRoot: boolean };
    readonly containers: readonly {
      readonly image: string;
      readonly args?: readonly string[];
      readonly env: readonly { readonly name: string }[];
      readonly securityContext: object;
      readonly resources: { readonly requests: object; readonly limits: object };
      readonly livenessProbe: object;
      readonly readinessProbe: object;
    }[];
  }
  test('kubernetes.yaml: nobody is root or writes to the image, everybody is probed and bounded', () => {
    const all = yaml('kubernetes.yaml') as Object_[];
    expect(all.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
      'Service stuntbox-replicas',
      'StatefulSet stuntbox',
      'PodDisruptionBudget stuntbox',
      'Deployment stuntbox-proxy',
      'PodDisruptionBudget stuntbox-proxy',
      'Service stuntbox',
    ]);
    const pods = all.flatMap(({ spec }) => (spec.template ? [spec.template.spec] : []));
    for (const pod of pods) {
      expect(pod.automountServiceAccountToken).toBe(false);
      expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
      for (const container of pod.containers) {
        expect(container.image).toMatch(PINNED);
        expect(container.securityContext).toEqual({ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } });
        expect(container).toMatchObject({
          livenessProbe: {},
          readinessProbe: {},
          resources: { requests: { cpu: expect.anything() }, limits: { memory: expect.anything() } },
        });
      }
    }
    // As many replicas as HAProxy knows, by the names that their set gives them.
    const servers = [...read('haproxy.cfg').matchAll(/^ +server (stuntbox-\d) .* check /gm)].map(([, name]) => name);
    expect(new Set(servers).size).toBe(all[1]?.spec.replicas);
    expect(JSON.stringify(pods[1]?.containers[0]?.env)).toMatch(/STUNTBOX_1.*stuntbox-0\.stuntbox-replicas\..*STUNTBOX_3.*stuntbox-2\.stuntbox-replicas\./);
  });

  test('envoy.yaml: a ring of the three, by their names, with probes at the controls', () => {
    interface Endpoint {
      readonly endpoint: {
        readonly hostname: string;
        readonly address: { readonly socket_address: { readonly address: string; readonly port_value: number } };
      };
      readonly metadata: { readonly filter_metadata: { readonly 'envoy.lb': { readonly hash_key: string } } };
    }
    interface Cluster {
      readonly name: string;
      readonly lb_policy: string;
      readonly health_checks: readonly { readonly http_health_check: { readonly path: string } }[];
      readonly load_assignment: { readonly endpoints: readonly { readonly lb_endpoints: readonly Endpoint[] }[] };
    }
    const [file] = yaml('envoy.yaml') as [{ static_resources: { clusters: Cluster[] } }];
    const { clusters } = file.static_resources;
    expect(clusters.map(({ name }) => name)).toEqual(['mocks', 'controls']);
    for (const { name, lb_policy, health_checks, load_assignment } of clusters) {
      expect([lb_policy, health_checks[0]?.http_health_check.path]).toEqual(['RING_HASH', '/readyz']);
      const ends = load_assignment.endpoints.flatMap(({ lb_endpoints }) => lb_endpoints);
      expect(ends.map(({ metadata }) => metadata.filter_metadata['envoy.lb'].hash_key)).toEqual(['stuntbox-1', 'stuntbox-2', 'stuntbox-3']);
      for (const { endpoint } of ends)
        expect(endpoint.address.socket_address).toEqual({ address: endpoint.hostname, port_value: name === 'mocks' ? 4010 : 4011 });
    }
    // The patterns find the name of the cloud.
    const patterns = [...read('envoy.yaml').matchAll(/pattern: \{ regex: '(\^\/[^']+)' \}/g)].map(([, text = '']) => new RegExp(text));
    expect(patterns.map((pattern) => ['/@job-42/vpsorg/servers/?page=2', '/@job-42', '/clouds/job-42/clock'].map((path) => pattern.exec(path)?.[1]))).toEqual([
      ['job-42', 'job-42', undefined],
      [undefined, undefined, 'job-42'],
    ]);
  });
});

test('the Dockerfile has two stages, pinned images and packages, no root and no shell before the server', () => {
  const text = read('Dockerfile');
  const images = [...text.matchAll(/^FROM (\S+)/gm)].map(([, image]) => image);
  expect(images).toHaveLength(2);
  for (const image of images) expect(image).toMatch(PINNED);
  expect(readFileSync(new URL('../docs/team.md', import.meta.url), 'utf8')).toContain(`    image: ${images[0]}\n`);
  expect(text).toContain(`ARG STUNTBOX_VERSION=${manifest.version}\n`);
  for (const name of ['@redis/client', 'prom-client', 'msw']) expect(text).toContain(` ${name}@${manifest.devDependencies[name]}`);
  expect(text).toMatch(/^USER [1-9]\d*:[1-9]\d*$/m);
  expect(text).toMatch(/^HEALTHCHECK .*\\\n +CMD \["node"/m);
  expect(text).toMatch(/^ENTRYPOINT \["node", "\/app\/node_modules\/stuntbox\/dist\/command-line\/bin\.js"\]$/m);
});

test('each file of deploy/ has its place in docs/deploy.md', () => {
  const page = readFileSync(new URL('../docs/deploy.md', import.meta.url), 'utf8');
  for (const file of readdirSync(at('.'))) expect(page).toContain(`../deploy/${file}`);
});
