export { Card as component } from './server-card.evotic.tsx';
export { evotic as vendor } from 'stuntbox/evotic';
