import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { setupServer } from 'msw/node';
import { createCloud, seconds, timersClock, withCloud } from 'stuntbox';
import { vpsorg } from 'stuntbox/vpsorg';
import { ServerStatus } from './server-status.jsx';

const network = setupServer();
beforeAll(() => network.listen());
afterAll(() => network.close());
beforeEach(() => {
  jest.useFakeTimers({ now: new Date('2025-01-16T15:30:00Z') });
});
afterEach(() => {
  cleanup();
  jest.useRealTimers();
});

/** Shows a server in a page of its own, and moves the clock of the cloud, the component and React together. */
const shown = (id, run) =>
  withCloud(network, createCloud({ vpsorg }, { clock: timersClock(jest), violations: 'throw' }), async (cloud) => {
    const advance = (ms) => act(() => cloud.clock.advanceAsync(ms));
    await run(cloud, { advance, show: () => act(() => void render(<ServerStatus id={id} />)) });
  });

test('a server that restarts is shown as active when it is, without a reload', () =>
  shown(12345, async (cloud, { show, advance }) => {
    cloud.vpsorg.begin(cloud.vpsorg.servers.get(12345), 'reboot'); // takes 30 seconds
    await show();
    await advance(0);
    expect(screen.getByRole('status').textContent).toBe('rebooting');
    expect(screen.getByRole('button').disabled).toBe(true);
    await advance(seconds(40));
    expect(screen.getByRole('status').textContent).toBe('active');
    expect(cloud).toHaveServer(12345, { status: 'active' });
    expect(cloud).toHavePolledPolitely();
  }));

test('the button stops the server, and the page follows it', () =>
  shown(12345, async (cloud, { show, advance }) => {
    await show();
    await advance(0);
    fireEvent.click(screen.getByRole('button', { name: 'Stop' }));
    await advance(0);
    expect(cloud).toHaveServer(12345, { status: 'stopping' });
    await advance(seconds(60));
    expect(screen.getByRole('status').textContent).toBe('stopped');
    expect(cloud).toBeSettled();
    expect(cloud).toHaveReceived('POST /servers/{server_id}/stop/', { times: 1, path: { server_id: 12345 } });
  }));

test('what the vendor refuses is said', () =>
  shown(12345, async (cloud, { show, advance }) => {
    await show();
    await advance(0);
    cloud.vpsorg.servers.update(cloud.vpsorg.servers.get(12345), { status: 'stopped' }); // somebody else was faster
    fireEvent.click(screen.getByRole('button', { name: 'Stop' }));
    await advance(0);
    expect(screen.getByRole('alert').textContent).toBe('Server is not running.');
    expect(cloud).toHaveServer(12345, { status: 'stopped' });
  }));
