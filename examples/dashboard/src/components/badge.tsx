/** Small words on what a server is, and whose. */
import { VENDOR_NAMES, type Vendor } from '../api/vendors.ts';
import { capital } from '../fleet/format.ts';
import type { State } from '../fleet/server.ts';
import { Icon } from './icon.tsx';

/** The vendor's own word, with the colour of what it means. */
export function StatusBadge({ status, state }: { status: string; state: State }) {
  return (
    <span className={`badge badge-${state}`}>
      <span className="dot" />
      {capital(status)}
    </span>
  );
}

/** A task holds the server: the vendor refuses other actions. */
export function LockBadge() {
  return (
    <span className="badge badge-lock">
      <Icon name="lock" />
      Locked
    </span>
  );
}

const MARKS: Readonly<Record<Vendor, string>> = { vpsorg: 'V', puregpu: 'P', evotic: 'E' };

export function VendorMark({ vendor }: { vendor: Vendor }) {
  return (
    <span className={`mark mark-${vendor}`} aria-hidden="true">
      {MARKS[vendor]}
    </span>
  );
}

export function VendorName({ vendor }: { vendor: Vendor }) {
  return (
    <span className="vendor">
      <VendorMark vendor={vendor} />
      {VENDOR_NAMES[vendor]}
    </span>
  );
}
