/**
 * The controls of a running stuntbox, for TypeScript: `import { connect } from 'stuntbox/control'`.
 * It needs only `fetch`, and runs in Node, Deno, Bun and browsers.
 */
export { connect, type ConnectOptions } from './connect.ts';
export { connectClouds, type ListedCloud, type NewCloudOptions, type RemoteClouds } from './clouds.ts';
export { ControlError } from './error.ts';
export type {
  ClockState,
  FaultChoices,
  RemoteAccount,
  RemoteClock,
  RemoteCloud,
  RemoteEvents,
  RemoteFault,
  RemoteFaults,
  RemoteJournal,
  RemoteMembers,
  RemoteScenario,
  RemoteSettings,
  RemoteTable,
  RemoteViolation,
  ServerState,
  Waiting,
} from './remote.ts';
