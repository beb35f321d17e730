/** `reporters: ['default', ['stuntbox/vitest/reporter', { thresholds: { operations: 100 } }]]`: what the suite has walked, after the last test. */
import { checkOptions, finish, type CoverageOptions } from './finish.ts';
import { clear, FOLDER_VARIABLE, folderAt } from './folder.ts';

/** A Vitest reporter. Its workers record by `setupFiles: ['stuntbox/vitest/coverage']`. */
export default class VitestCoverageReporter {
  readonly #options: CoverageOptions;
  readonly #folder: string;

  /** @throws {Error} when an option is invalid. */
  constructor(options?: CoverageOptions) {
    this.#options = checkOptions(options);
    this.#folder = folderAt(this.#options.folder);
  }

  onInit(): void {
    // For the workers, which Vitest starts after this.
    process.env[FOLDER_VARIABLE] = this.#folder;
  }

  onTestRunStart(): void {
    clear(this.#folder);
  }

  onTestRunEnd(): void {
    const { text, missed } = finish(this.#folder, { ...this.#options, colours: process.stdout.isTTY });
    if (this.#options.silent !== true) process.stdout.write(`\n${text}`);
    if (missed.length === 0) return;
    for (const sentence of missed) process.stderr.write(`stuntbox: ${sentence}\n`);
    process.exitCode = 1;
  }
}
