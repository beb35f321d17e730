export { Card as component } from './server-card.elastichosts.tsx';
export { elastichosts as vendor } from 'stuntbox/elastichosts';
