/** `stuntbox run -- COMMAND`: runs a command, such as a test suite, beside a server of its own that ends with it. */
import { createWriteStream, openSync } from 'node:fs';
import { command, Usage } from '../command.ts';
import { writeReason } from '../file-reason.ts';
import { exitCode, forwardSignals, type Child } from '../child.ts';
import type { Output } from '../../server/log.ts';
import { SERVING_FLAGS } from '../serving.ts';
import { readyFile, started, type Started } from '../started.ts';

export const run = command({
  usage: 'run [vendor…] -- COMMAND [argument…]',
  flags: {
    ...SERVING_FLAGS,
    port: { ...SERVING_FLAGS.port, default: '0', value: '0' },
    'control-port': { ...SERVING_FLAGS['control-port'], default: '0', value: '0', help: 'the port of the controls; 0 for any free port' },
    clock: { ...SERVING_FLAGS.clock, value: 'manual|system' },
    log: { type: 'string', value: 'FILE', help: 'append a line for each request to this file; - for stderr' },
  },
  more: `The command gets STUNTBOX_URL, STUNTBOX_CONTROL_URL and STUNTBOX_TOKEN, and a URL for each vendor, such as
STUNTBOX_VPSORG_URL. Its exit code is passed on; 128 and the number of the signal if one ended it.`,
  takesProgram: true,
  async run(flags, named, [program = '', ...words]) {
    const child: Child = {};
    const stopForwarding = forwardSignals(child);
    // As in `createCloud()`: time is the test's, so that it asserts the same on a slow machine and never waits.
    const clock = flags.clock ?? (flags.speed === undefined ? 'manual' : 'system');
    const server = await started({ ...flags, clock }, named, { log: logTo(flags.log) });
    try {
      return await exitCode(child, program, words, { ...process.env, ...environmentOf(server, readyFile(flags)) });
    } finally {
      stopForwarding();
      await server.close();
    }
  },
});

/** What tells the command where its server is. */
function environmentOf({ providers, listening: { url, control } }: Started, readyFile: string | undefined): NodeJS.ProcessEnv {
  return {
    // First: a vendor can be named `control`.
    ...Object.fromEntries(Object.keys(providers).map((name) => [`STUNTBOX_${name.toUpperCase().replace(/\W/g, '_')}_URL`, `${url}/${name}`])),
    STUNTBOX_URL: url,
    STUNTBOX_CONTROL_URL: control?.url,
    STUNTBOX_TOKEN: control?.token,
    // Not those of another server, around this one.
    STUNTBOX_READY_FILE: readyFile,
    STUNTBOX_CLOUD: undefined,
  };
}

/** The log of requests, which is not mixed with the output of the command. */
function logTo(path: string | undefined): Output | undefined {
  if (path === undefined || path === '-') return path === undefined ? undefined : process.stderr;
  try {
    return createWriteStream(path, { fd: openSync(path, 'a') });
  } catch (error) {
    throw new Usage(`Cannot write the log ${path}: ${writeReason(error)}.`);
  }
}
