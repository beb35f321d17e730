import type { Meta, StoryObj } from '@storybook/react-vite';
import { evotic } from 'stuntbox/evotic';
import { vpsorg } from 'stuntbox/vpsorg';
import { expect } from 'storybook/test';
import { Create } from './dashboard.tsx';

export default {
  title: 'Create server',
  component: Create,
  parameters: { cloud: { vendors: [vpsorg] } },
} satisfies Meta<typeof Create>;

type Story = StoryObj<typeof Create>;

export const Blank: Story = {};

export const Invalid: Story = {
  async play({ canvas, userEvent }) {
    await userEvent.type(await canvas.findByRole('textbox', { name: 'Name' }), 'web 2');
    await userEvent.click(canvas.getByRole('button', { name: 'Create server' }));
    await expect(await canvas.findByText('Enter a valid value.')).toBeVisible();
  },
};

export const OutOfCredits: Story = {
  parameters: { cloud: { scenario: 'vpsorg/out-of-credits' } },
  async play({ canvas, userEvent }) {
    await userEvent.type(await canvas.findByRole('textbox', { name: 'Name' }), 'web-2');
    await userEvent.click(canvas.getByRole('button', { name: 'Create server' }));
    await expect(await canvas.findByText(/Insufficient credits/)).toBeVisible();
  },
};

export const Outage: Story = { parameters: { cloud: { at: { refused: 'unavailable' } } } };

export const InvalidAtEvotic: Story = {
  args: { vendor: 'evotic' },
  parameters: { cloud: { vendors: [evotic] } },
  async play({ canvas, userEvent }) {
    await userEvent.type(await canvas.findByRole('textbox', { name: 'Location ID' }), 'Frankfurt');
    await userEvent.click(canvas.getByRole('button', { name: 'Create server' }));
    await expect(await canvas.findByText('The location id field must be an integer.')).toBeVisible();
  },
};
