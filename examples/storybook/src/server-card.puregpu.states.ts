export { Card as component } from './server-card.puregpu.tsx';
export { puregpu as vendor } from 'stuntbox/puregpu';
