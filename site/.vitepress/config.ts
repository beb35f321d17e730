/** The site: built from `pages/`, which pages.ts writes. `SITE_BASE=/stuntbox/` builds it for a path of a host, `SITE_OUT` into another folder than `dist`. */
import { defineConfig } from 'vitepress';
import { groups, repository, writePages } from '../pages.ts';

writePages();

const base = process.env['SITE_BASE'] ?? '/';

export default defineConfig({
  title: 'stuntbox',
  description: 'A stunt double for the API your servers live behind',
  base,
  head: [['link', { rel: 'icon', href: `${base}favicon.svg`, type: 'image/svg+xml' }]],
  srcDir: 'pages',
  outDir: process.env['SITE_OUT'] ?? 'dist',
  cleanUrls: false,
  lastUpdated: false,
  markdown: { theme: { light: 'github-light', dark: 'github-dark' }, config: (md) => void md.set({ html: true }) },
  themeConfig: {
    search: { provider: 'local' },
    nav: [
      { text: 'Docs', link: '/docs' },
      { text: 'Playground', link: '/playground' },
      { text: 'Changelog', link: '/changelog' },
    ],
    sidebar: groups().map(({ text, items }) => ({ text, items: [...items], collapsed: false })),
    outline: 'deep',
    socialLinks: [{ icon: 'github', link: repository }],
  },
});
