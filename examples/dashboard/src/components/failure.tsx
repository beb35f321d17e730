/** What went wrong, in the vendor's words, and what can be done about it. */
import { useQueryClient } from '@tanstack/react-query';
import { useId, useState, type FormEvent } from 'react';
import { CREDENTIAL_NAMES, setCredential } from '../api/credentials.ts';
import { ApiError } from '../api/request.ts';
import { VENDOR_NAMES, type Vendor } from '../api/vendors.ts';
import { sentence } from '../fleet/format.ts';
import { Icon } from './icon.tsx';

/** One line: "VPS.org: Server is busy (provisioning)." */
export function Refusal({ vendor, error }: { vendor: Vendor; error: Error }) {
  return (
    <p className="refusal" role="alert">
      <Icon name="warning" />
      <span>
        <strong>{VENDOR_NAMES[vendor]}:</strong> {sentence(error.message)}
      </span>
    </p>
  );
}

/** A read that failed: with a button that tries again, or, when the credential was refused, a form for another. */
export function Failure({ vendor, error, retry, what }: { vendor: Vendor; error: Error; retry: () => void; what: string }) {
  if (error instanceof ApiError && error.status === 401) return <Unauthorized vendor={vendor} error={error} />;
  const status = error instanceof ApiError && error.status >= 400 ? ` (${error.status})` : '';
  return (
    <section className="failure" role="alert" aria-label={`${VENDOR_NAMES[vendor]} failed`}>
      <Icon name="warning" />
      <div>
        <h2>{`${what} could not be loaded`}</h2>
        <p>
          {VENDOR_NAMES[vendor]}
          {status}: {sentence(error.message)}
        </p>
      </div>
      <button type="button" className="button" onClick={retry}>
        <Icon name="restart" />
        Try again
      </button>
    </section>
  );
}

function Unauthorized({ vendor, error }: { vendor: Vendor; error: ApiError }) {
  const client = useQueryClient();
  const [credential, setEntered] = useState('');
  const id = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setCredential(vendor, credential.trim());
    void client.resetQueries({ queryKey: [vendor] });
  };
  return (
    <section className="failure failure-credential" aria-label={`${VENDOR_NAMES[vendor]} sign-in`}>
      <Icon name="lock" />
      <div role="alert">
        <h2>{`${VENDOR_NAMES[vendor]} refused your ${CREDENTIAL_NAMES[vendor]}`}</h2>
        <p>{sentence(error.message)}</p>
      </div>
      <form onSubmit={submit}>
        <label htmlFor={id}>{`${VENDOR_NAMES[vendor]} ${CREDENTIAL_NAMES[vendor]}`}</label>
        <div className="inline">
          <input id={id} type="password" autoComplete="off" required value={credential} onChange={(event) => setEntered(event.target.value)} />
          <button type="submit" className="button button-primary">
            Use it
          </button>
        </div>
      </form>
    </section>
  );
}
