/** Builds the playground into the site's folder, with relative addresses: it runs under any path. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const root = new URL('../../', import.meta.url);
const { exports } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as { exports: Record<string, string | { default: string }> };

/** The package as it is built, by the names that a user imports. */
const stuntbox = Object.entries(exports).flatMap(([name, target]) =>
  typeof target === 'object' && !name.includes('*')
    ? [{ find: new RegExp(`^stuntbox${name.slice(1)}$`), replacement: fileURLToPath(new URL(target.default, root)) }]
    : [],
);

/** The worker script of msw, beside the page. */
const worker: Plugin = {
  name: 'worker',
  generateBundle() {
    const source = readFileSync(createRequire(import.meta.url).resolve('msw/mockServiceWorker.js'));
    this.emitFile({ type: 'asset', fileName: 'mockServiceWorker.js', source });
  },
};

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  plugins: [react(), worker],
  // The dashboard's and the package's imports are found here: neither folder needs packages of its own.
  resolve: {
    alias: stuntbox,
    dedupe: ['@fontsource-variable/inter', '@tanstack/react-query', 'fflate', 'msw', 'react', 'react-dom', 'tinyqueue', 'uplot'],
  },
  build: {
    outDir: `${process.env['SITE_OUT'] ?? fileURLToPath(new URL('../dist', import.meta.url))}/play`,
    emptyOutDir: true,
    target: 'es2022',
    chunkSizeWarningLimit: 2_000,
  },
});
