/** Frames that load once they come into sight: twenty-eight stories at once are more than a page bears. */

/** Has every frame that this page creates wait until it is seen. A frame that is in sight already loads as ever. */
export function lazyFrames(): void {
  const { createElement } = document;
  document.createElement = function (this: Document, ...given: Parameters<Document['createElement']>) {
    const element = createElement.apply(this, given);
    if (element instanceof HTMLIFrameElement) element.loading = 'lazy';
    return element;
  } as Document['createElement'];
}
