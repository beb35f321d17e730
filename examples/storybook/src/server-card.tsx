import { useEffect, useState } from 'react';
import { VENDORS, type Server, type VendorName } from './vendors.ts';

/** What the card knows of its server. */
type Known = { readonly servers: readonly Server[] } | { readonly failed: string };

/** How often it asks, in milliseconds. */
const EVERY = 250;

/** A vendor's servers: their names, statuses and addresses, and what they are doing. */
export function ServerCard({ vendor, most = 3 }: { vendor: VendorName; most?: number }) {
  const [known, setKnown] = useState<Known>();
  useEffect(() => {
    let gone = false;
    const ask = async (): Promise<void> => {
      const next = await VENDORS[vendor].servers().then(
        (servers): Known => ({ servers }),
        (error: Error): Known => ({ failed: error.message }),
      );
      if (gone) return;
      setKnown((old) => (JSON.stringify(old) === JSON.stringify(next) ? old : next));
    };
    void ask();
    const timer = setInterval(() => void ask(), EVERY);
    return () => {
      gone = true;
      clearInterval(timer);
    };
  }, [vendor]);
  const { title } = VENDORS[vendor];
  return (
    <section className="server-card" aria-label={title}>
      <h2>{title}</h2>
      {known === undefined && <p role="status">Loading…</p>}
      {known !== undefined && 'failed' in known && <p role="alert">{known.failed}</p>}
      {known !== undefined && 'servers' in known && <Servers servers={known.servers} most={most} />}
    </section>
  );
}

function Servers({ servers, most }: { servers: readonly Server[]; most: number }) {
  if (servers.length === 0) return <p className="none">No servers yet.</p>;
  return (
    <>
      <ul>
        {servers.slice(0, most).map((server) => (
          <li key={server.name}>
            <strong>{server.name}</strong>
            <span className={`server-status ${tone(server)}`}>{server.status}</span>
            <span className="address">{server.address || 'no address yet'}</span>
            {server.created !== undefined && <span className="age">{ago(server.created)}</span>}
            {server.busy && server.progress === undefined && <span className="age">under way</span>}
            {server.busy && server.progress !== undefined && <progress max={100} value={server.progress} aria-label={`${server.name}: under way`} />}
          </li>
        ))}
      </ul>
      {servers.length > most && <p className="more">and {servers.length - most} more</p>}
    </>
  );
}

function tone({ status, busy }: Server): string {
  if (busy) return 'busy';
  if (/^(running|active|started|created)$/.test(status)) return 'good';
  return /error|dead|dumped|unavailable|suspended|failed/i.test(status) ? 'bad' : 'idle';
}

function ago(at: number): string {
  const seconds = Math.max(0, Math.round((Date.now() - at) / 1000));
  if (seconds < 120) return `${seconds} s old`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min old`;
  return seconds < 172_800 ? `${Math.round(seconds / 3_600)} h old` : `${Math.round(seconds / 86_400)} d old`;
}
