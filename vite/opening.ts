/** Opens a link from somebody else in the cloud of a dev server: what the address of the application's page has after `#stuntbox=`. */
import type { IncomingMessage } from 'node:http';
import { linkOf } from '../cloud/link.ts';
import { openCloud } from '../cloud/open.ts';
import { problemReply, Refused } from '../control/problem.ts';
import { liveClock } from '../model/clock.ts';
import { bodyOf } from '../server/body.ts';
import { budget } from '../server/budget.ts';
import type { PlainReply } from '../vendor/wire.ts';
import type { Held } from './held.ts';

/** The largest link, in bytes: with a snapshot of many servers in it. */
const LARGEST = 16_777_216;

/** Replies to a request whose body is a link. The request has been let in by the guard of the controls. */
export function opening(held: Held): (request: IncomingMessage, done: (reply: PlainReply) => void) => void {
  const bytes = budget(4 * LARGEST);
  return (request, done) => {
    if (request.method !== 'POST') return done(problemReply(new Refused('method', 'A link is opened by POST.', { allow: 'POST' })));
    bodyOf(request, LARGEST, bytes, (body) => {
      if (body === 'too-large') return done(problemReply(new Refused('too-large', `The link is over ${LARGEST} bytes.`)));
      if (body === 'busy') return done(problemReply(new Refused('busy', 'Other links are being opened. Try again.')));
      try {
        open(held, new TextDecoder().decode(body));
        done({ status: 204, headers: {}, body: undefined });
      } catch (error) {
        done(problemReply(new Refused('invalid', (error as Error).message)));
      }
    });
  };
}

/**
 * Brings the cloud to the moment that a link describes.
 * @throws {Error} when it is no link, or of other vendors; the cloud is then unchanged.
 */
function open({ cloud, clock, wanted }: Held, text: string): void {
  const link = linkOf(text);
  const { seed: _, settings: __, ...options } = wanted.forCloud;
  const own = liveClock({ speed: clock.speed, paused: clock.paused });
  const linked = openCloud(wanted.vendors, { ...options, clock: own }, { link });
  // Its speed and its pause are those of the link, or else those of this clock.
  cloud.restore(linked.snapshot());
}
