/** The edge by which the panel is resized, by mouse or by arrow keys. */
import { html, type TemplateResult } from 'lit/html.js';
import { BOUNDS } from './place.ts';
import type { Frame } from './view.ts';

export function grip(frame: Frame): TemplateResult {
  const side = frame.view.dock === 'side';
  // As it is when it is asked: a key that is held comes more often than a drawing.
  const size = (): number => (side ? frame.view.width : frame.view.height);
  const resize = (to: number): void => {
    const bounded = Math.round(Math.min(Math.max(to, BOUNDS.least), Math.min(BOUNDS.most, side ? innerWidth : innerHeight)));
    frame.set(side ? { width: bounded } : { height: bounded });
  };
  return html`<div
    class="grip"
    role="separator"
    tabindex="0"
    aria-label="Size of the panel"
    aria-orientation=${side ? 'vertical' : 'horizontal'}
    aria-valuenow=${size()}
    aria-valuemin=${BOUNDS.least}
    aria-valuemax=${BOUNDS.most}
    @pointerdown=${(event: PointerEvent) => (event.target as HTMLElement).setPointerCapture(event.pointerId)}
    @pointermove=${(event: PointerEvent) => {
      if ((event.target as HTMLElement).hasPointerCapture(event.pointerId)) resize(side ? innerWidth - event.clientX : innerHeight - event.clientY);
    }}
    @keydown=${(event: KeyboardEvent) => {
      const by = { ArrowUp: 24, ArrowLeft: 24, ArrowDown: -24, ArrowRight: -24 }[event.key];
      if (by === undefined) return;
      event.preventDefault();
      resize(size() + by);
    }}
  ></div>`;
}
