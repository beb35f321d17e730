/** The playground: the example dashboard and the panel over a cloud in the page. There is no server. */
import { startCloud } from 'stuntbox/browser';
import { evotic } from 'stuntbox/evotic';
import { showPanel } from 'stuntbox/panel';
import { puregpu } from 'stuntbox/puregpu';
import { vpsorg } from 'stuntbox/vpsorg';
import { createApp, createQueryClient } from '../../examples/dashboard/src/app.tsx';

const { cloud } = await startCloud(
  { vpsorg, puregpu, evotic },
  {
    origins: { vpsorg: '/api/vpsorg', puregpu: '/api/puregpu', evotic: '/api/evotic' },
    speed: 20,
    latency: [150, 400],
    quiet: true,
    serviceWorker: { url: './mockServiceWorker.js' },
  },
);

const element = document.getElementById('root');
const client = createQueryClient();
if (element) createApp(element, client);

// The dashboard asks by itself only while something is under way. What the panel does is shown at once, as if the page had been opened anew.
const again = (): void => void client.invalidateQueries();
const standing = (): string => `${cloud.faults.all().length} ${cloud.journal.size === 0}`;
let stood = standing();
cloud.on('scenario', again);
cloud.subscribe(() => {
  if (stood === standing()) return;
  stood = standing();
  again();
});

// Open where there is room for both, also for a browser that a program drives.
showPanel(cloud, { open: innerHeight > 600, automated: true });
