/** All servers of the three vendors in one view, with filters. */
import { useEffect, useState } from 'react';
import { isVendor, VENDOR_NAMES, VENDORS, type Vendor } from '../api/vendors.ts';
import { capital } from '../fleet/format.ts';
import { useActivities, useLists } from '../fleet/queries.ts';
import { hrefOf, STATE_NAMES, type Server, type State } from '../fleet/server.ts';
import { LockBadge, StatusBadge, VendorMark, VendorName } from './badge.tsx';
import { Failure } from './failure.tsx';
import { Icon } from './icon.tsx';
import { Progress } from './progress.tsx';
import { useTitle } from './title.ts';

/** How many servers are shown at once: each may cost a request. */
const PAGE = 30;
const STATES = ['running', 'stopped', 'busy', 'attention'] as const satisfies readonly State[];

interface Filters {
  readonly text: string;
  readonly vendor: Vendor | undefined;
  readonly state: State | undefined;
}

export function ServerList() {
  useTitle('Servers');
  const lists = useLists();
  const [filters, setFilters] = useFilters();
  const [shown, setShown] = useState(PAGE);
  const all = lists.flatMap(({ query }) => query.data ?? []);
  const ofVendor = all.filter((server) => (filters.vendor === undefined || server.vendor === filters.vendor) && matches(server, filters.text));
  // Whoever the list already says is in another state need not be looked up.
  const candidates = ofVendor.filter((server) => filters.state === undefined || !server.listed || server.state === filters.state);
  const page = useActivities(candidates.slice(0, filters.state === undefined ? shown : shown * 4));
  const rows = page.filter((server) => filters.state === undefined || server.state === filters.state).slice(0, shown);
  const loading = lists.filter(({ query }) => query.isPending && query.fetchStatus !== 'paused');
  const done = loading.length === 0;
  const choose = (change: Partial<Filters>) => (setFilters({ ...filters, ...change }), setShown(PAGE));

  return (
    <div className="view">
      <div className="title">
        <div>
          <h1>Servers</h1>
          <p className="quiet">{all.length === 0 ? 'VPS.org, PureGPU and Evotic in one view' : summaryOf(all, page)}</p>
        </div>
        <a className="button button-primary" href="#/new">
          <Icon name="plus" />
          New server
        </a>
      </div>

      {lists.map(
        ({ vendor, query }) =>
          query.error !== null && (
            <Failure key={vendor} vendor={vendor} error={query.error} retry={() => void query.refetch()} what={`The servers at ${VENDOR_NAMES[vendor]}`} />
          ),
      )}

      {all.length > 0 && (
        <div className="filters" role="search" aria-label="Filter servers">
          <label className="search">
            <span className="hidden">Search by name or address</span>
            <Icon name="search" />
            <input type="search" placeholder="Search by name or address" value={filters.text} onChange={(event) => choose({ text: event.target.value })} />
          </label>
          <fieldset className="segments">
            <legend className="hidden">Vendor</legend>
            {[undefined, ...VENDORS].map((vendor) => (
              <label key={vendor ?? 'all'}>
                <input type="radio" name="vendor" checked={filters.vendor === vendor} onChange={() => choose({ vendor })} />
                <span>
                  {vendor === undefined ? 'All' : VENDOR_NAMES[vendor]}
                  <span className="count">{vendor === undefined ? all.length : all.filter((server) => server.vendor === vendor).length}</span>
                </span>
              </label>
            ))}
          </fieldset>
          <label className="select">
            <span className="hidden">State</span>
            <select value={filters.state ?? ''} onChange={(event) => choose({ state: STATES.find((state) => state === event.target.value) })}>
              <option value="">Any state</option>
              {STATES.map((state) => (
                <option key={state} value={state}>
                  {STATE_NAMES[state]}
                </option>
              ))}
            </select>
          </label>
        </div>
      )}

      <section className="card list" aria-label="Servers" aria-busy={!done}>
        {rows.length > 0 && (
          <ul>
            {rows.map((server) => (
              <Row key={`${server.vendor}/${server.id}`} server={server} />
            ))}
          </ul>
        )}
        {!done && (
          <ul aria-label="Loading servers" className="loading">
            {Array.from({ length: Math.max(1, loading.length) * (rows.length > 0 ? 1 : 2) }, (_, i) => (
              <li key={i} className="row">
                <span className="skeleton skeleton-mark" />
                <span className="row-name">
                  <span className="skeleton" />
                  <span className="skeleton skeleton-short" />
                </span>
              </li>
            ))}
          </ul>
        )}
        {done && all.length === 0 && lists.every(({ query }) => query.isSuccess) && <Empty />}
        {done && all.length > 0 && rows.length === 0 && (
          <div className="empty">
            <Icon name="search" />
            <h2>No server matches</h2>
            <button type="button" className="button" onClick={() => choose({ text: '', vendor: undefined, state: undefined })}>
              Clear the filters
            </button>
          </div>
        )}
        {done && all.length === 0 && lists.some(({ query }) => query.isError) && <p className="empty quiet">There is nothing to show yet.</p>}
      </section>

      {candidates.length > page.length && (
        <p className="more">
          {filters.state === undefined && <span className="quiet">{`${rows.length} of ${candidates.length}`}</span>}
          <button type="button" className="button" onClick={() => setShown(shown + PAGE)}>
            Show more
          </button>
        </p>
      )}
    </div>
  );
}

function Row({ server }: { server: Server }) {
  const { vendor, name, address, size, place, system, task } = server;
  return (
    <li className="row">
      <VendorMark vendor={vendor} />
      <div className="row-name">
        <a href={hrefOf(server)}>{name}</a>
        <span className="quiet">{address ?? 'no address yet'}</span>
      </div>
      <div className="row-size">
        <span>{size}</span>
        <span className="quiet">{[VENDOR_NAMES[vendor], place].filter((text) => text !== undefined).join(' · ')}</span>
      </div>
      <span className="row-system quiet">{system}</span>
      <div className="row-state">
        <span className="badges">
          {task !== undefined && <LockBadge />}
          <StatusBadge status={server.status} state={server.state} />
        </span>
        {task !== undefined && (
          <span className="row-task">
            <span className="quiet">{task.progress === undefined ? capital(task.phrase) : `${capital(task.phrase)} · ${task.progress}%`}</span>
            <Progress task={task} label={`Task of ${name}`} />
          </span>
        )}
      </div>
      <Icon name="chevron" />
    </li>
  );
}

function Empty() {
  return (
    <div className="empty">
      <Icon name="stack" />
      <h2>No servers yet</h2>
      <p className="quiet">Your first one is ready a few minutes after you order it.</p>
      <a className="button button-primary" href="#/new">
        <Icon name="plus" />
        New server
      </a>
      <p className="vendors">
        {VENDORS.map((vendor) => (
          <VendorName key={vendor} vendor={vendor} />
        ))}
      </p>
    </div>
  );
}

const matches = ({ name, address = '' }: Server, text: string): boolean => `${name} ${address}`.toLowerCase().includes(text.trim().toLowerCase());

function summaryOf(all: readonly Server[], page: readonly Server[]): string {
  const total = `${all.length} ${all.length === 1 ? 'server' : 'servers'}`;
  // Only what is looked up can be counted.
  if (page.length < all.length) return total;
  const counts = STATES.map((state) => ({ state, count: page.filter((server) => server.state === state).length }));
  return [total, ...counts.filter(({ count }) => count > 0).map(({ state, count }) => `${count} ${STATE_NAMES[state].toLowerCase()}`)].join(' · ');
}

/** The filters, kept in the address, so that a reload and a link find them again. */
function useFilters(): [Filters, (filters: Filters) => void] {
  const [filters, set] = useState<Filters>(() => {
    const query = new URLSearchParams(location.hash.split('?')[1] ?? '');
    const vendor = query.get('vendor') ?? undefined;
    return { text: query.get('q') ?? '', vendor: isVendor(vendor) ? vendor : undefined, state: STATES.find((state) => state === query.get('state')) };
  });
  useEffect(() => {
    const query = new URLSearchParams();
    if (filters.vendor !== undefined) query.set('vendor', filters.vendor);
    if (filters.state !== undefined) query.set('state', filters.state);
    if (filters.text !== '') query.set('q', filters.text);
    const hash = query.size > 0 ? `#/?${query}` : '#/';
    if (/^(?:#\/(?:\?.*)?)?$/.test(location.hash) && location.hash !== hash && !(location.hash === '' && query.size === 0))
      history.replaceState(null, '', hash);
  }, [filters]);
  return [filters, set];
}
