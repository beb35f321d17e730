/** The generated parts of the page on the standalone server. */
import { code, fence, prose, table } from './markdown.ts';

export const controlTable = (controls: readonly { readonly control: string; readonly description: string }[]): string =>
  table(
    ['control', 'what it does'],
    controls.map(({ control, description }) => [code(control), prose(description)]),
  );

export const helpText = (help: string): string => fence('', help);
