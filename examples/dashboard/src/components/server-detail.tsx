/** One server: what it is, what is being done to it, and what can be. */
import { useEffect, useRef } from 'react';
import { ApiError } from '../api/request.ts';
import { VENDOR_NAMES, type Vendor } from '../api/vendors.ts';
import { capital } from '../fleet/format.ts';
import { MODELS } from '../fleet/models.ts';
import { useServer } from '../fleet/queries.ts';
import type { Gauge, ServerDetails } from '../fleet/server.ts';
import { say } from '../notices.ts';
import { LockBadge, StatusBadge, VendorName } from './badge.tsx';
import { Failure } from './failure.tsx';
import { Icon } from './icon.tsx';
import { Progress } from './progress.tsx';
import { ServerActions } from './server-actions.tsx';
import { Statistics } from './statistics.tsx';
import { useTitle } from './title.ts';

export function ServerDetail({ vendor, id }: { vendor: Vendor; id: number }) {
  const { data: server, error, refetch, isPending } = useServer(vendor, id);
  useTitle(server?.name ?? `${VENDOR_NAMES[vendor]} ${id}`);
  useChanges(server);
  const gone = error instanceof ApiError && (error.status === 404 || error.message === 'Service not found');
  return (
    <div className="view" aria-busy={isPending}>
      <a className="back" href="#/">
        <Icon name="arrow" />
        All servers
      </a>
      {gone && <Gone vendor={vendor} id={id} />}
      {error !== null && !gone && (
        <Failure vendor={vendor} error={error} retry={() => void refetch()} what={server === undefined ? 'This server' : 'The current state'} />
      )}
      {server !== undefined && !gone && <Details server={server} />}
      {server === undefined && error === null && <Loading />}
    </div>
  );
}

function Details({ server }: { server: ServerDetails }) {
  const { vendor, task } = server;
  return (
    <>
      <div className="title">
        <div>
          <VendorName vendor={vendor} />
          <h1>{server.name}</h1>
          <div className="badges" role="status" aria-label="Status">
            <StatusBadge status={server.status} state={server.state} />
            {task !== undefined && <LockBadge />}
          </div>
        </div>
        <ServerActions server={server} />
      </div>

      {server.note !== undefined && (
        <p className="refusal" role="note">
          <Icon name="warning" />
          {server.note}
        </p>
      )}

      {task !== undefined && (
        <section className="card task" aria-label="Task">
          <p>
            <strong>{capital(task.phrase)}</strong>
            {task.progress !== undefined && <span className="task-progress">{task.progress}%</span>}
          </p>
          <Progress task={task} label={capital(task.phrase)} />
          <p className="quiet">{VENDOR_NAMES[vendor]} may refuse other actions until this is done.</p>
        </section>
      )}

      {server.gauges.length > 0 && (
        <section className="card" aria-label="Usage">
          <h2>Usage</h2>
          <div className="gauges">
            {server.gauges.map((gauge) => (
              <Meter key={gauge.name} gauge={gauge} />
            ))}
          </div>
        </section>
      )}

      {MODELS[vendor].statistics && server.state !== 'attention' && <Statistics id={server.id} />}

      <section className="card" aria-label="Details">
        <h2>Details</h2>
        <dl className="facts">
          {server.facts.map(({ name, value }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </section>
    </>
  );
}

function Meter({ gauge: { name, used, total, text } }: { gauge: Gauge }) {
  const share = total === 0 ? 0 : Math.min(100, (100 * used) / total);
  return (
    <div className="gauge">
      <p>
        <span>{name}</span>
        <span className="quiet">{text}</span>
      </p>
      <div
        className={share > 85 ? 'meter meter-high' : 'meter'}
        role="meter"
        aria-label={name}
        aria-valuenow={Math.round(share)}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuetext={text}
      >
        <div style={{ inlineSize: `${share}%` }} />
      </div>
    </div>
  );
}

function Gone({ vendor, id }: { vendor: Vendor; id: number }) {
  return (
    <section className="card empty" aria-label="Not found">
      <Icon name="search" />
      <h1>There is no server {id}</h1>
      <p className="quiet">{VENDOR_NAMES[vendor]} does not have it, or no longer.</p>
      <a className="button" href="#/">
        All servers
      </a>
    </section>
  );
}

function Loading() {
  return (
    <div role="group" aria-label="Loading the server" className="loading">
      <div className="title">
        <div>
          <span className="skeleton skeleton-short" />
          <span className="skeleton skeleton-title" />
          <span className="skeleton skeleton-short" />
        </div>
      </div>
      <div className="card">
        <div className="gauges">
          {Array.from({ length: 4 }, (_, i) => (
            <span key={i} className="skeleton skeleton-block" />
          ))}
        </div>
      </div>
      <div className="card">
        <div className="facts">
          {Array.from({ length: 6 }, (_, i) => (
            <span key={i} className="skeleton skeleton-block" />
          ))}
        </div>
      </div>
    </div>
  );
}

/** Says when a task that was watched has ended. */
function useChanges(server: ServerDetails | undefined): void {
  const before = useRef(server);
  useEffect(() => {
    if (before.current?.task !== undefined && server !== undefined && server.task === undefined) say(`${server.name}: ${capital(server.status)}`);
    before.current = server;
  }, [server]);
}
