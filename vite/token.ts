/**
 * Gives the token of the controls to the scripts of the page's own origin.
 * Law: no other page gets it, whatever it sends, nor a person who opens the address, nor another machine unless that is wanted. It decides by headers that no page can set.
 */
import type { IncomingMessage } from 'node:http';
import { problemReply, Refused } from '../control/problem.ts';
import { loopback } from '../server/host.ts';
import type { PlainReply } from '../vendor/wire.ts';

/** Answers a request for the token, whose host has been checked. */
export function tokenReply(token: string, remote: boolean, { method, headers, socket }: IncomingMessage): PlainReply {
  if (method !== 'GET') return problemReply(new Refused('method', `The token can only be read, not ${String(method).slice(0, 20)}.`, { allow: 'GET' }));
  // Only `fetch` of a page of the same origin sends both. Who opens the address, or frames it, sends another destination.
  if (headers['sec-fetch-site'] !== 'same-origin' || headers['sec-fetch-dest'] !== 'empty')
    return problemReply(
      new Refused(
        'forbidden',
        headers['sec-fetch-site'] === undefined
          ? 'The token is given only to pages of this dev server, by a browser that says so: open it at localhost or over HTTPS. A program reads the token from the ready file (the option readyFile).'
          : 'The token is given only to the scripts of pages of this dev server.',
      ),
    );
  if (!remote && !loopback((socket.remoteAddress ?? '').replace(/^::ffff:/, '')))
    return problemReply(
      new Refused(
        'forbidden',
        'The panel is for browsers on the machine of the dev server. To allow others, or a dev server in a container, set the option remotePanel: true.',
      ),
    );
  return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: token };
}
