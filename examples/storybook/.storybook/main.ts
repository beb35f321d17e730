import type { StorybookConfig } from '@storybook/react-vite';

export default {
  framework: '@storybook/react-vite',
  stories: ['../src/**/*.stories.tsx', '../src/**/*.states.ts'],
  addons: ['@storybook/addon-docs', 'stuntbox/storybook'],
  core: { disableTelemetry: true },
} satisfies StorybookConfig;
