/** The events of a cloud as a stream: `text/event-stream`, as browsers and `curl -N` read it. */
import { said, sizeOf } from '../../model/plain.ts';
import { suggestion } from '../../model/spelling.ts';
import type { ControlOperations } from '../operations.ts';
import { Refused } from '../problem.ts';
import { EVENT_TYPES, watch, type Watched } from '../watch.ts';

/** The most bytes of exchanges that a watcher who comes back gets first. */
const MOST_MISSED = 1_048_576;

/** How many watch at each host of controls. */
const watching = new WeakMap<object, number>();

export const events: Pick<ControlOperations, 'GET /clouds/{cloud}/events'> = {
  'GET /clouds/{cloud}/events'({ cloud, query: { types }, headers, environment, signal }) {
    const wanted = wantedTypes(types);
    const since = lastSeen(headers['last-event-id']);
    const missed = since === undefined || !wanted.has('exchange') ? [] : cloud.journal.all().filter(({ n }) => n > since);
    if (sizeOf(missed) > MOST_MISSED)
      throw new Refused(
        'conflict',
        `More than ${MOST_MISSED} bytes of exchanges came since number ${since}. Read them from the journal, and watch without Last-Event-ID.`,
      );
    return {
      ended: signal,
      stream(send) {
        const already = watching.get(environment) ?? 0;
        if (already >= environment.watchers)
          throw new Refused(
            'busy',
            `The limit of watchers (${environment.watchers}) is reached. End some of them, or give the option control: { watchers: … }.`,
          );
        watching.set(environment, already + 1);
        send(': stuntbox\n\n');
        for (const exchange of missed) send(written({ type: 'exchange', n: exchange.n, data: exchange }));
        const stop = watch(cloud, (event) => {
          if (wanted.has(event.type)) send(written(event));
        });
        return () => {
          stop();
          watching.set(environment, (watching.get(environment) ?? 1) - 1);
        };
      },
    };
  },
};

function wantedTypes(types: string | undefined): ReadonlySet<string> {
  if (types === undefined || types === '') return new Set(EVENT_TYPES);
  const wanted = types.split(',', EVENT_TYPES.length + 1).map((type) => type.trim());
  const unknown = wanted.find((type) => !(EVENT_TYPES as readonly string[]).includes(type));
  if (unknown !== undefined) throw new Refused('invalid', `There is no event ${said(unknown)}.${suggestion(unknown.slice(0, 60), EVENT_TYPES)}`);
  return new Set(wanted);
}

function lastSeen(id: string | undefined): number | undefined {
  if (id === undefined || id === '') return undefined;
  if (!/^\d{1,15}$/.test(id)) throw new Refused('invalid', `The header Last-Event-ID cannot be ${said(id)}: give the number of an exchange.`);
  return Number(id);
}

/** An event as it is sent. JSON has no line breaks. */
const written = ({ type, n, data }: Watched): string => `id: ${n}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
