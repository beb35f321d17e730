/** What crosses Storybook's channel between the manager and the preview. */

/** The events on the channel. */
export const ASK = 'stuntbox/ask';
export const ABORT = 'stuntbox/abort';
export const ANSWER = 'stuntbox/answer';
export const PART = 'stuntbox/part';
export const END = 'stuntbox/end';
export const SHOWN = 'stuntbox/shown';
export const WHO = 'stuntbox/who';

/** A request for the controls. */
export interface Asked {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** What the manager knows of the story's cloud; no number when the story has none. */
export interface ShownCloud {
  /** Another for each cloud. */
  readonly number: number | null;
  readonly scenarios: readonly { readonly alias: string; readonly name: string; readonly description: string }[];
}

/** The part of Storybook's channel that is used. */
export interface Channel {
  on(event: string, listener: (given: never) => void): void;
  off(event: string, listener: (given: never) => void): void;
  emit(event: string, given: unknown): void;
}
