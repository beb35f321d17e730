/**
 * Where the vendors are on a dev server: each under a path of its own.
 * Law: a path covers what is under it, and nothing else: `/src/api/gpu/client.ts` is the application's.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { said } from '../model/plain.ts';
import type { Mount } from '../server/mount.ts';
import { plainPath } from '../server/prefix.ts';

/** The path at which a dev server has the panel and the controls. */
export const PANEL = '/__stuntbox';

/** The beginnings of paths that are Vite's or ours. */
const TAKEN = [PANEL, '/node_modules', '/__open-in-editor', '/__vite'];

/**
 * Checks the path of a vendor, and returns it without a slash at its end.
 * @throws {Error} when a dev server could not answer there, or should not.
 */
export function originPath(vendor: string, given: unknown): string {
  const example = `'/api/${vendor}'`;
  if (typeof given !== 'string') throw new Error(`The option origins.${vendor} cannot be ${said(given)}. Give a path, such as ${example}.`);
  if (/^(https?:)?\/\//i.test(given))
    throw new Error(
      `The option origins.${vendor} cannot be ${said(given)}: a dev server only gets the requests that are sent to it. Give a path, such as ${example}, and let the application read its base URL from the environment: VITE_${vendor.toUpperCase()}_URL=/api/${vendor} in .env.development. To answer at the real URL in the page, use stuntbox/browser instead.`,
    );
  if (given.includes('*'))
    throw new Error(`The option origins.${vendor} cannot be ${said(given)}: a path covers everything under it. Leave out the '*', as in ${example}.`);
  const path = given.replace(/\/+$/, '');
  if (path === '')
    throw new Error(`The option origins.${vendor} cannot be ${said(given)}: it would take the application's own pages. Give a path, such as ${example}.`);
  if (!plainPath(path))
    throw new Error(
      `The option origins.${vendor} cannot be ${said(given)}. Give a plain path that starts with a slash, such as ${example}, without a query, '..' or an encoded character.`,
    );
  const taken = path.startsWith('/@') ? '/@' : TAKEN.find((one) => under(one, path));
  if (taken !== undefined)
    throw new Error(
      `The option origins.${vendor} cannot be ${said(given)}: what starts with ${taken} belongs to ${taken === PANEL ? 'the panel' : 'Vite'}. Give another path, such as ${example}.`,
    );
  return path;
}

/** Whether a path is another or under it. */
export const under = (base: string, path: string): boolean => path.startsWith(base) && (path.length === base.length || path[base.length] === '/');

/** Returns a function that finds the vendor for a path; of two paths that fit, the longer one. */
export function mountsAt(origins: ReadonlyMap<string, string>): (path: string) => Mount | undefined {
  const places = Array.from(origins, ([vendor, base]) => ({ vendor, base })).sort((a, b) => b.base.length - a.base.length);
  return (path) => places.find(({ base }) => under(base, path));
}

/** What a dev server has of its own, with which the paths of vendors can clash. */
export interface Around {
  /** The base of the application: `/`, `/app/`. */
  readonly base: string;
  readonly root: string;
  readonly publicDir: string;
  /** The contexts of `server.proxy`. */
  readonly proxied: readonly string[];
}

/**
 * Says what of the application or of its proxy the vendors hide.
 * @throws {Error} when they would hide the whole application.
 */
export function clashes(origins: ReadonlyMap<string, string>, { base, root, publicDir, proxied }: Around): string[] {
  const found: string[] = [];
  const app = base.replace(/\/+$/, '');
  for (const [vendor, path] of origins) {
    if (app !== '' && under(path, app))
      throw new Error(
        `The option origins.${vendor} cannot be '${path}': the application itself is there, since Vite's base is '${base}'. Give another path, such as '/api/${vendor}'.`,
      );
    for (const context of proxied)
      if (context.startsWith('^') ? fits(context, `${path}/`) : under(path, context.replace(/\/+$/, '')))
        found.push(
          `${vendor} is answered at ${path}, so Vite's proxy for '${context}' gets no requests there. Remove that entry of server.proxy, or give origins.${vendor} another path.`,
        );
    const own = app !== '' && under(app, path) ? path.slice(app.length) : path;
    for (const folder of [root, publicDir])
      if (folder !== '' && (app === '' || own !== path) && existsSync(join(folder, own)))
        found.push(`${vendor} is answered at ${path}, which hides ${join(folder, own)} from the page. Give origins.${vendor} another path.`);
  }
  return found;
}

function fits(pattern: string, path: string): boolean {
  try {
    return new RegExp(pattern).test(path);
  } catch {
    // Vite says that itself.
    return false;
  }
}
