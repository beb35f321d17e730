/** What a control refused, or why it could not be reached. */

/** The controls refused, or could not be reached. The message says what is wrong and what to do. */
export class ControlError extends Error {
  override readonly name = 'ControlError';
  /** The HTTP status; undefined when there was no reply. */
  readonly status: number | undefined;
  /** The kind of problem, such as `urn:stuntbox:not-found`; undefined when there was no reply. */
  readonly type: string | undefined;

  constructor(message: string, { status, type, cause }: { readonly status?: number; readonly type?: string; readonly cause?: unknown } = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.status = status;
    this.type = type;
  }
}
