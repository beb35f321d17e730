/** `stuntbox coverage`: reports what the processes of a test run have left; with a command after `--`, it runs that first. */
import { clear, FOLDER, FOLDER_VARIABLE, folderAt } from '../../reporters/folder.ts';
import { finish } from '../../reporters/finish.ts';
import { MEASURES } from '../../testing/coverage/catalogue.ts';
import { checkThresholds, type Thresholds } from '../../testing/coverage/thresholds.ts';
import { exitCode, forwardSignals, type Child } from '../child.ts';
import { command, Usage } from '../command.ts';

export const coverage = command({
  usage: 'coverage [-- command…]',
  flags: {
    folder: { type: 'string', value: 'FOLDER', help: `where the processes leave what they walk (default ${FOLDER}, or ${FOLDER_VARIABLE})` },
    threshold: { type: 'string', multiple: true, value: 'NAME=PERCENT', help: `fail below it: ${MEASURES.join(', ')}; repeatable` },
    html: { type: 'string', value: 'FILE', help: 'write the page, in one file' },
    json: { type: 'boolean', help: 'print the report as JSON instead of the table' },
    gaps: { type: 'string', default: '8', value: 'NUMBER', help: 'how many gaps of each vendor are listed' },
    lines: { type: 'boolean', help: 'print the lines of test code that close each of them' },
    all: { type: 'boolean', help: 'also the vendors that the suite does not use' },
    clear: { type: 'boolean', help: 'only remove what earlier runs have left' },
  },
  more: `With a command, the folder is emptied, the command is run with its clouds recorded, and then reported:
  stuntbox coverage --threshold operations=100 -- node --test`,
  async run({ folder: given, threshold, html, json, gaps, lines, all, clear: only }, words) {
    const folder = folderAt(given);
    const thresholds = thresholdsOf(threshold);
    const most = Number(gaps);
    if (!Number.isInteger(most) || most < 0) throw new Usage(`--gaps cannot be '${gaps}'. Give a whole number from 0.`);
    if (only || words.length > 0) clear(folder);
    if (only) return 0;
    const child: Child = {};
    const code = words.length > 0 ? await recorded(child, words, folder) : 0;
    // It never ran: there is nothing to report.
    if (words.length > 0 && child.process?.pid === undefined) return code;
    const { report, text, missed } = finish(folder, {
      thresholds,
      gaps: most,
      lines,
      all,
      colours: process.stdout.isTTY && !json,
      ...(html !== undefined && { html }),
    });
    process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : text);
    for (const sentence of missed) process.stderr.write(`stuntbox: ${sentence}\n`);
    return code !== 0 ? code : missed.length > 0 ? 1 : 0;
  },
});

function thresholdsOf(given: readonly string[]): Thresholds {
  const pairs = given.map((text) => {
    const [name = '', value = '', ...rest] = text.split('=');
    if (value.trim() === '' || rest.length > 0) throw new Usage(`--threshold cannot be '${text}'. Write --threshold NAME=PERCENT, such as operations=100.`);
    return [name, Number(value)] as const;
  });
  try {
    return checkThresholds(Object.fromEntries(pairs));
  } catch (error) {
    throw new Usage((error as Error).message);
  }
}

/** Runs a command with its clouds recorded, and resolves to its exit code. */
async function recorded(child: Child, [program = '', ...words]: readonly string[], folder: string): Promise<number> {
  const options = [process.env['NODE_OPTIONS'], `--import ${import.meta.resolve('stuntbox/coverage/setup')}`].filter(Boolean).join(' ');
  const stopForwarding = forwardSignals(child);
  try {
    return await exitCode(child, program, words, { ...process.env, [FOLDER_VARIABLE]: folder, NODE_OPTIONS: options });
  } finally {
    stopForwarding();
  }
}
