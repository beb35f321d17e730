/** What a store tells whoever observes it, for metrics and logs. No event contains what is kept, or a credential. */
export type StoreEvent =
  /** Something was stored. One write carries the entries of several requests that came meanwhile. */
  | { readonly kind: 'write'; readonly of: 'append' | 'replace'; readonly seconds: number; readonly bytes: number; readonly entries: number }
  /** A cloud was taken; `from` is the owner whose lease had expired, or who had ended without giving it back. */
  | { readonly kind: 'taken'; readonly cloud: string; readonly seconds: number; readonly from?: string }
  /** A keeper is spent: see its error. */
  | { readonly kind: 'lost'; readonly cloud: string; readonly error: Error }
  /** The end of a file was cut off: a write that a crash had torn, which was never answered. */
  | { readonly kind: 'cut'; readonly cloud: string; readonly at: number; readonly bytes: number }
  /** The connection to a service began or ended. */
  | { readonly kind: 'connection'; readonly up: boolean; readonly why?: string }
  /** Something that whoever runs the store should know, as a sentence. */
  | { readonly kind: 'warning'; readonly message: string };

/** Called with each event. What it throws is ignored. */
export type Observe = (event: StoreEvent) => void;

/** An observer whose errors end nothing. */
export const observer =
  (observe: Observe = () => {}): Observe =>
  (event) => {
    try {
      observe(event);
    } catch {
      // A metric is no reason to refuse a request.
    }
  };
