// A vendor under the name of another.
import { acme } from './acme.js';

export const vpsorg = { ...acme, name: 'vpsorg', scenarios: {} };
