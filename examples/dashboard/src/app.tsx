/** The application: a header, the view that the address names, and what is said in passing. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode, useEffect, useRef, type ReactNode } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { ApiError } from './api/request.ts';
import { CreateServer } from './components/create-server.tsx';
import { Header } from './components/header.tsx';
import { Notices } from './components/notices.tsx';
import { Offline } from './components/offline.tsx';
import { ServerDetail } from './components/server-detail.tsx';
import { ServerList } from './components/server-list.tsx';
import { useRoute } from './route.ts';
import { rememberTheme } from './theme.ts';
import './styles/index.css';

/** How long a vendor may ask us to wait before its refusal is shown instead, in milliseconds. */
const PATIENCE = 3_000;

/** A client that asks twice more when a vendor fails, and never repeats an order. */
export const createQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 1_000,
        retry: (failures, error) => failures < 2 && error instanceof ApiError && error.temporary && (error.retryAfter ?? 0) <= PATIENCE,
        retryDelay: (failures, error) => (error instanceof ApiError ? error.retryAfter : undefined) ?? 1_000 * 2 ** failures,
      },
      // What is asked for while offline fails at once: an order must not go out an hour later.
      mutations: { retry: false, networkMode: 'always' },
    },
  });

/** What every component needs around it; stories and tests use it too. */
export function Providers({ client, children }: { client: QueryClient; children: ReactNode }) {
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}

export function App() {
  const route = useRoute();
  const main = useRef<HTMLElement>(null);
  const place = route.view === 'server' ? `${route.vendor}/${route.id}` : route.view;
  const shown = useRef(place);
  useEffect(() => {
    if (shown.current === place) return;
    shown.current = place;
    // Who cannot see the view change is taken to it.
    main.current?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, [place]);
  return (
    <>
      <a className="skip" href="#main" onClick={(event) => (event.preventDefault(), main.current?.focus())}>
        Skip to content
      </a>
      <Header />
      <Offline />
      <main ref={main} id="main" tabIndex={-1}>
        {route.view === 'list' && <ServerList />}
        {route.view === 'create' && <CreateServer vendor={route.vendor} />}
        {route.view === 'server' && <ServerDetail key={place} vendor={route.vendor} id={route.id} />}
      </main>
      <Notices />
    </>
  );
}

/** Shows the application in this element. */
export function createApp(element: Element, client: QueryClient = createQueryClient()): Root {
  rememberTheme();
  const root = createRoot(element);
  root.render(
    <StrictMode>
      <Providers client={client}>
        <App />
      </Providers>
    </StrictMode>,
  );
  return root;
}
