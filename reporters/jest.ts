/** `reporters: ['default', ['stuntbox/jest/reporter', { thresholds: { operations: 100 } }]]`: what the suite has walked, after the last test. */
import { checkOptions, finish, type CoverageOptions } from './finish.ts';
import { clear, FOLDER_VARIABLE, folderAt } from './folder.ts';

/** A Jest reporter. Its workers record by `setupFilesAfterEnv: ['stuntbox/jest/coverage']`. */
export default class JestCoverageReporter {
  readonly #options: CoverageOptions;
  readonly #folder: string;
  #error: Error | undefined;

  /** @throws {Error} when an option is invalid. */
  constructor(_globalConfig: unknown, options?: CoverageOptions) {
    this.#options = checkOptions(options);
    this.#folder = folderAt(this.#options.folder);
  }

  onRunStart(): void {
    clear(this.#folder);
    // For the workers, which Jest starts after this.
    process.env[FOLDER_VARIABLE] = this.#folder;
  }

  onRunComplete(): void {
    const { text, missed } = finish(this.#folder, { ...this.#options, colours: process.stderr.isTTY });
    // Jest's own reporters write to stderr, too.
    if (this.#options.silent !== true) process.stderr.write(`\n${text}`);
    if (missed.length === 0) return;
    for (const sentence of missed) process.stderr.write(`stuntbox: ${sentence}\n`);
    this.#error = new Error(`Coverage by stuntbox: ${missed.join(' ')}`);
  }

  /** Jest fails the run when there is one. */
  getLastError(): Error | undefined {
    return this.#error;
  }
}
