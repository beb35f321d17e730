import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Node needs whole URLs; the application asks paths of its own origin.
    env: { VITE_VPSORG_URL: 'https://admin.vps.org/api/v1', VITE_PUREGPU_URL: 'https://api.puregpu.com', VITE_EVOTIC_URL: 'https://evotic.io/api/v1' },
    include: ['test/**/*.test.ts'],
  },
});
