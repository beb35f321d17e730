export { Card as component } from './server-card.vpsorg.tsx';
export { vpsorg as vendor } from 'stuntbox/vpsorg';
