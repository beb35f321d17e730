/** The address: `#/` the list, `#/new` the order form of VPS.org, `#/new/evotic` that of Evotic, `#/vpsorg/12345` a server. */
import { useSyncExternalStore } from 'react';
import { isCreatingVendor, isVendor, type CreatingVendor, type Vendor } from './api/vendors.ts';

export type Route =
  | { readonly view: 'list' }
  | { readonly view: 'create'; readonly vendor: CreatingVendor }
  | { readonly view: 'server'; readonly vendor: Vendor; readonly id: number };

export function routeOf(hash: string): Route {
  const [path = ''] = hash.replace(/^#\/?/, '').split('?');
  const [first, second = ''] = path.split('/');
  if (first === 'new') return { view: 'create', vendor: isCreatingVendor(second) ? second : 'vpsorg' };
  if (isVendor(first) && /^\d{1,15}$/.test(second)) return { view: 'server', vendor: first, id: Number(second) };
  return { view: 'list' };
}

const subscribe = (told: () => void): (() => void) => {
  addEventListener('hashchange', told);
  return () => removeEventListener('hashchange', told);
};

export const useRoute = (): Route => routeOf(useSyncExternalStore(subscribe, () => location.hash));

export function go(href: string): void {
  location.hash = href;
}
