/** PureGPU as this application needs it. A service is what is sold, and its server is asked for apart; that it is locked is all that is told of a task. */
import * as puregpu from '../api/puregpu.ts';
import { day, duration } from './format.ts';
import type { Activity, Server } from './server.ts';
import type { VendorModel } from './vendor-model.ts';

const activityOf = ({ status, locked }: puregpu.ServerStatus): Activity => ({
  status,
  state: locked ? 'busy' : status,
  ...(locked ? { task: { phrase: 'A task is under way' } } : {}),
});

const summary = (service: puregpu.Service): Server => ({
  vendor: 'puregpu',
  id: service.id,
  name: service.domain,
  status: service.status === 'Active' ? '…' : service.status,
  state: service.status === 'Active' ? 'unknown' : 'attention',
  address: service.dedicatedip,
  size: service.name,
  // The server of a service that is not active cannot be asked for.
  listed: service.status !== 'Active',
});

const power = (name: puregpu.Power) => async (id: number) => (await puregpu.power(id, name)).message;

const BOOT_ORDERS: Readonly<Record<puregpu.BootOrder['bootOrder'], string>> = { cda: 'hard disk, CD-ROM', dca: 'CD-ROM, hard disk' };

function hardware(meta: puregpu.DetailedService['meta']) {
  const fact = (name: string, ...words: (string | undefined)[]) =>
    words.some((word) => word === undefined || word === '') ? [] : [{ name, value: words.join(' ') }];
  return [
    ...fact(
      'GPU',
      meta['gpu_count'] && `${meta['gpu_count']} ×`,
      meta['gpu_manufacturer'],
      meta['gpu_name'] && `${meta['gpu_name']},`,
      meta['gpu_vram'] && `${meta['gpu_vram']} GB`,
    ),
    ...fact('CPU', meta['cpu_manufacturer'], meta['cpu_name'] && `${meta['cpu_name']},`, meta['cpu_cores'] && `${meta['cpu_cores']} cores`),
    ...fact('Memory', meta['ram'] && `${meta['ram']} GB`, meta['ram_type']),
    ...fact('Disk', meta['disk_space'] && `${meta['disk_space']} GB`, meta['disk_type']),
  ];
}

export const model: VendorModel = {
  list: async (signal) => (await puregpu.listServices(signal)).map(summary),
  activity: async (id, signal) => activityOf(await puregpu.getStatus(id, signal)),
  details: async (id, signal) => {
    const service = await puregpu.getService(id, signal);
    const facts = [
      { name: 'Address', value: service.dedicatedip },
      ...hardware(service.meta),
      { name: 'Product', value: service.name },
      { name: 'Since', value: day(service.regdate) },
    ];
    if (service.status !== 'Active') {
      const reason = service.suspensionreason === '' ? '' : ` ${service.suspensionreason}`;
      return { ...summary(service), facts, gauges: [], note: `This service is ${service.status.toLowerCase()}.${reason}` };
    }
    const [status, boot] = await Promise.all([puregpu.getStatus(id, signal), puregpu.getBootOrder(id, signal)]);
    return {
      ...summary(service),
      ...activityOf(status),
      facts: [
        { name: 'Uptime', value: status.status === 'running' ? duration(status.uptime) : 'not running' },
        ...facts,
        { name: 'Boots from', value: BOOT_ORDERS[boot.bootOrder] },
        { name: 'CD-ROM drives', value: [boot.primaryISO, boot.secondaryISO].filter((iso) => iso !== '').join(', ') || 'empty' },
      ],
      gauges: [],
    };
  },
  powers: [
    { name: 'start', label: 'Start', run: power('start'), primaryIn: 'stopped' },
    { name: 'restart', label: 'Restart', run: power('restart') },
    { name: 'shutdown', label: 'Shut down', run: power('shutdown') },
    { name: 'stop', label: 'Stop', run: power('stop') },
  ],
  rebuilds: true,
  bootOrder: true,
  statistics: true,
};
