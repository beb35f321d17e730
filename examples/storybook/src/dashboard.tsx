/** The dashboard's own components as stories show them: under its providers, and with a failure at once instead of after two more tries. */
import { useState, type ReactNode } from 'react';
import type { CreatingVendor, Vendor } from '../../dashboard/src/api/vendors.ts';
import { createQueryClient, Providers } from '../../dashboard/src/app.tsx';
import { CreateServer } from '../../dashboard/src/components/create-server.tsx';
import { ServerDetail } from '../../dashboard/src/components/server-detail.tsx';
import { ServerList } from '../../dashboard/src/components/server-list.tsx';

function Dashboard({ children }: { children: ReactNode }) {
  const [client] = useState(() => {
    const created = createQueryClient();
    const { queries, ...others } = created.getDefaultOptions();
    created.setDefaultOptions({ ...others, queries: { ...queries, retry: false } });
    return created;
  });
  return (
    <Providers client={client}>
      <main id="main">{children}</main>
    </Providers>
  );
}

export const Detail = ({ vendor, id }: { vendor: Vendor; id: number }) => (
  <Dashboard>
    <ServerDetail vendor={vendor} id={id} />
  </Dashboard>
);

export const List = () => (
  <Dashboard>
    <ServerList />
  </Dashboard>
);

export const Create = ({ vendor }: { vendor?: CreatingVendor }) => (
  <Dashboard>
    <CreateServer {...(vendor && { vendor })} />
  </Dashboard>
);
