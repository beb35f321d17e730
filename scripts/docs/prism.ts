/** The table of deliberately wrong requests, with what Prism and our own check find in each; `test/judges/wrong.judge.ts` holds it. */
import type { WrongRequest } from '../../test/judges/wrong-requests.ts';
import { code, codes, prose, table } from './markdown.ts';

export const prismTable = (requests: readonly WrongRequest[]): string =>
  table(
    ['vendor', 'request', 'what is wrong', 'Prism finds it in', 'stuntbox finds'],
    requests.map(({ vendor, wrong, request: { method, path }, prism, ours }) => [
      vendor,
      code(`${method} ${path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, '…')}`),
      prose(wrong),
      prism === null ? '(no answer)' : codes(prism.map((place) => place.replace(/^request\.?/, '') || 'request')) || 'nothing',
      codes(ours),
    ]),
  );
