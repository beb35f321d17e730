import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const target = process.env['STUNTBOX_URL'] ?? 'http://127.0.0.1:4010';
const proxy = Object.fromEntries(
  ['vpsorg', 'puregpu', 'evotic'].map((vendor) => [`/api/${vendor}`, { target, changeOrigin: true, rewrite: (path: string) => path.replace('/api', '') }]),
);

export default defineConfig({
  plugins: [react()],
  server: { proxy },
  preview: { proxy },
});
