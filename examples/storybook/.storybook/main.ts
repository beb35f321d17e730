import type { StorybookConfig } from '@storybook/react-vite';
import manifest from '../package.json' with { type: 'json' };

export default {
  framework: '@storybook/react-vite',
  stories: ['../src/**/*.stories.tsx', '../src/**/*.states.ts'],
  addons: ['@storybook/addon-docs', 'stuntbox/storybook'],
  core: { disableTelemetry: true },
  // The components of the dashboard are beside this project, and share its packages.
  viteFinal: (config) => ({ ...config, resolve: { ...config.resolve, dedupe: Object.keys(manifest.dependencies) } }),
} satisfies StorybookConfig;
