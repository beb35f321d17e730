import type { Meta, StoryObj } from '@storybook/react-vite';
import { minutes } from 'stuntbox';
import { cloudOf } from 'stuntbox/storybook';
import { vpsorg } from 'stuntbox/vpsorg';
import { expect } from 'storybook/test';
import { ServerCard } from './server-card.tsx';

export default {
  component: ServerCard,
  args: { vendor: 'vpsorg' },
  parameters: { cloud: { vendors: [vpsorg] } },
} satisfies Meta<typeof ServerCard>;

type Story = StoryObj<typeof ServerCard>;

export const Active: Story = {};

export const Provisioning: Story = { parameters: { cloud: { at: { busy: 'provision', progress: 37 } } } };

export const Suspended: Story = { parameters: { cloud: { scenario: 'vpsorg/server-suspended' } } };

export const Outage: Story = { parameters: { cloud: { at: { refused: 'unavailable' } } } };

export const Empty: Story = { parameters: { cloud: { at: { empty: true } } } };

export const BecomesActive: Story = {
  parameters: { cloud: { at: { busy: 'provision', progress: 37 } } },
  async play(context) {
    await context.canvas.findByText('provisioning');
    cloudOf(context, vpsorg).clock.advance(minutes(3));
    await expect(await context.canvas.findByText('active')).toBeVisible();
    await expect(await context.canvas.findByText(/^203\.0\.113\./)).toBeVisible();
  },
};
