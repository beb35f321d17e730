/** A field that searches a list by any of its words, and how many it has found. */
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { live } from 'lit/directives/live.js';

export interface Search {
  readonly label: string;
  readonly placeholder: string;
  readonly text: string;
  change(text: string): void;
  readonly found: number;
  readonly all: number;
  /** What is searched, one of it: `exchange`. */
  readonly noun: string;
}

export function searchField({ label, placeholder, text, change, found, all, noun }: Search): TemplateResult {
  const searched = wordsOf(text).length > 0;
  return html`<div class="tools">
    <input
      class="find"
      type="search"
      aria-label=${label}
      placeholder=${placeholder}
      .value=${live(text)}
      @input=${(event: Event) => change((event.target as HTMLInputElement).value)}
    />
    <span class="muted" role=${searched ? 'status' : nothing}>${searched ? `${found} of ` : ''}${all} ${noun}${all === 1 ? '' : 's'}</span>
  </div>`;
}

/** Those in which each word of a text occurs. */
export function searched<One>(list: readonly One[], text: string, written: (one: One) => string): readonly One[] {
  const words = wordsOf(text);
  return words.length === 0
    ? list
    : list.filter((one) => {
        const own = written(one).toLowerCase();
        return words.every((word) => own.includes(word));
      });
}

const wordsOf = (text: string): string[] => text.toLowerCase().split(/\s+/).filter(Boolean);
