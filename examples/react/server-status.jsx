import { useEffect, useState } from 'react';

const API = 'https://admin.vps.org/api/v1';
const headers = { authorization: 'Bearer any-token' };

/** The status of a server, looked up every ten seconds while the server is busy; with a button that stops it. */
export function ServerStatus({ id }) {
  const [server, setServer] = useState();
  const [problem, setProblem] = useState();
  const [looks, setLooks] = useState(0);
  const busy = !server || !['active', 'stopped', 'suspended'].includes(server.status);

  useEffect(() => {
    let left = false;
    const look = async () => {
      const response = await fetch(`${API}/servers/${id}/`, { headers });
      if (!left && response.ok) setServer(await response.json());
    };
    void look();
    const timer = busy ? setInterval(() => void look(), 10_000) : undefined;
    return () => {
      left = true;
      clearInterval(timer);
    };
  }, [id, busy, looks]);

  const stop = async () => {
    const response = await fetch(`${API}/servers/${id}/stop/`, { method: 'POST', headers });
    setProblem(response.ok ? undefined : (await response.json()).detail);
    setLooks(looks + 1);
  };

  if (!server) return <p>Loading …</p>;
  return (
    <section aria-label={server.name}>
      <p role="status">{server.status}</p>
      <button onClick={stop} disabled={busy}>
        Stop
      </button>
      {problem && <p role="alert">{problem}</p>}
    </section>
  );
}
