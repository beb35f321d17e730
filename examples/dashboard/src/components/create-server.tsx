/** Orders a server, at a vendor whose API creates them. */
import { CREATING_VENDORS, VENDOR_NAMES, type CreatingVendor } from '../api/vendors.ts';
import { VendorName } from './badge.tsx';
import { Icon } from './icon.tsx';
import { EvoticOrder } from './order-evotic.tsx';
import { VpsOrgOrder } from './order-vpsorg.tsx';
import { useTitle } from './title.ts';

const TERMS: Readonly<Record<CreatingVendor, string>> = {
  vpsorg: 'Ready within two to five minutes. The first month is paid at once.',
  evotic: 'Your account is charged for it.',
};

export function CreateServer({ vendor = 'vpsorg' }: { vendor?: CreatingVendor }) {
  useTitle('New server');
  return (
    <div className="view view-narrow">
      <a className="back" href="#/">
        <Icon name="arrow" />
        All servers
      </a>
      <div className="title">
        <div>
          <VendorName vendor={vendor} />
          <h1>New server</h1>
          <p className="quiet">{TERMS[vendor]}</p>
        </div>
        <nav className="segments" aria-label="Vendor">
          {CREATING_VENDORS.map((choice) => (
            <a key={choice} href={choice === 'vpsorg' ? '#/new' : `#/new/${choice}`} aria-current={choice === vendor ? 'page' : undefined}>
              {VENDOR_NAMES[choice]}
            </a>
          ))}
        </nav>
      </div>
      {vendor === 'vpsorg' ? <VpsOrgOrder /> : <EvoticOrder />}
    </div>
  );
}
