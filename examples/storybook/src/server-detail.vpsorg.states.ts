import type { Cloud } from 'stuntbox';
import type { vpsorg } from 'stuntbox/vpsorg';

export { Detail as component } from './dashboard.tsx';
export { vpsorg as vendor } from 'stuntbox/vpsorg';
export const args = (cloud: Cloud<{ vpsorg: typeof vpsorg }>) => ({ vendor: 'vpsorg', id: cloud.vpsorg.servers.all()[0]?.id ?? 12345 });
