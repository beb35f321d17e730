import react from '@vitejs/plugin-react';
import { evotic } from 'stuntbox/evotic';
import { puregpu } from 'stuntbox/puregpu';
import { stuntbox } from 'stuntbox/vite';
import { vpsorg } from 'stuntbox/vpsorg';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [
    react(),
    // The only place that knows that the vendors are played by a double. A second is twenty, so that VPS.org's three minutes are nine seconds.
    stuntbox({
      vendors: { vpsorg, puregpu, evotic },
      origins: { vpsorg: '/api/vpsorg', puregpu: '/api/puregpu', evotic: '/api/evotic' },
      speed: 20,
    }),
  ],
});
