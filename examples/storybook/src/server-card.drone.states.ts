export { Card as component } from './server-card.drone.tsx';
export { drone as vendor } from 'stuntbox/drone';
