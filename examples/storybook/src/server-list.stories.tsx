import type { Meta, StoryObj } from '@storybook/react-vite';
import { evotic } from 'stuntbox/evotic';
import { puregpu } from 'stuntbox/puregpu';
import { vpsorg } from 'stuntbox/vpsorg';
import { List } from './dashboard.tsx';

export default {
  title: 'Server list',
  component: List,
  parameters: { cloud: { vendors: [vpsorg, puregpu, evotic] } },
} satisfies Meta<typeof List>;

type Story = StoryObj<typeof List>;

export const Fleet: Story = {};

export const Busy: Story = { parameters: { cloud: { scenario: ['vpsorg/busy-provisioning', 'puregpu/backup-lock', 'evotic/creating-the-backup'] } } };

// What `at` says is true of the first vendor.
export const ProvisioningAtVpsOrg: Story = { name: 'Provisioning at VPS.org', parameters: { cloud: { at: { busy: 'provision', progress: 37 } } } };

export const RebuildingAtPureGpu: Story = {
  name: 'Rebuilding at PureGPU',
  parameters: { cloud: { vendors: [puregpu, vpsorg, evotic], at: { busy: 'rebuild', progress: 37 } } },
};

export const ReinstallingAtEvotic: Story = {
  parameters: { cloud: { vendors: [evotic, vpsorg, puregpu], at: { busy: 'reinstall', progress: 37 } } },
};

export const PureGpuIsDown: Story = { name: 'PureGPU is down', parameters: { cloud: { scenario: 'puregpu/outage' } } };

export const Empty: Story = { parameters: { cloud: { scenario: ['vpsorg/empty-account', 'puregpu/empty-account', 'evotic/empty-account'] } } };

export const FiveHundred: Story = { parameters: { cloud: { at: { many: 500 } } } };
