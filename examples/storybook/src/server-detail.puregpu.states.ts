import type { Cloud } from 'stuntbox';
import type { puregpu } from 'stuntbox/puregpu';

export { Detail as component } from './dashboard.tsx';
export { puregpu as vendor } from 'stuntbox/puregpu';
export const args = (cloud: Cloud<{ puregpu: typeof puregpu }>) => ({ vendor: 'puregpu', id: cloud.puregpu.servers.all()[0]?.serviceId ?? 10 });
