/** The few signs of the panel, drawn as lines. They are decoration: what a button does is in its text or its label. */
import { svg, type TemplateResult } from 'lit/html.js';

const sign = (path: TemplateResult): TemplateResult => svg`<svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">${path}</svg>`;

export const icons = {
  brand: sign(svg`<path d="M2.5 5.2 8 2.2l5.5 3v5.6L8 13.8l-5.5-3zM2.5 5.2 8 8.2l5.5-3M8 8.2v5.6"/>`),
  play: sign(svg`<path d="M5 3.2v9.6l7.5-4.8z"/>`),
  pause: sign(svg`<path d="M5.5 3.5v9M10.5 3.5v9"/>`),
  next: sign(svg`<path d="M3.5 3.5v9l6-4.5zM12.5 3.5v9"/>`),
  close: sign(svg`<path d="m4 4 8 8M12 4l-8 8"/>`),
  bottom: sign(svg`<path d="M2.5 3h11v10h-11zM2.5 9.5h11"/>`),
  side: sign(svg`<path d="M2.5 3h11v10h-11zM9.5 3v10"/>`),
  link: sign(svg`<path d="M7 9a2.6 2.6 0 0 0 3.8.2l2-2a2.6 2.6 0 0 0-3.7-3.7l-1 1M9 7a2.6 2.6 0 0 0-3.8-.2l-2 2a2.6 2.6 0 0 0 3.7 3.7l1-1"/>`),
  reset: sign(svg`<path d="M3 8a5 5 0 1 0 1.6-3.7M3 2.8v2.6h2.6"/>`),
  lock: sign(svg`<path d="M4 7.5h8v5.5H4zM5.5 7.5V5.3a2.5 2.5 0 0 1 5 0v2.2"/>`),
};
