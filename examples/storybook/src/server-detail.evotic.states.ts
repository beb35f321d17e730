import type { Cloud } from 'stuntbox';
import type { evotic } from 'stuntbox/evotic';

export { Detail as component } from './dashboard.tsx';
export { evotic as vendor } from 'stuntbox/evotic';
export const args = (cloud: Cloud<{ evotic: typeof evotic }>) => ({ vendor: 'evotic', id: cloud.evotic.servers.all()[0]?.id ?? 1 });
