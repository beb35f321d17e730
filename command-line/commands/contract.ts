/** `stuntbox contract`: prints a vendor's OpenAPI 3.1 document, with examples. */
import { documentText } from '../../testing/document.ts';
import { command } from '../command.ts';
import { ONE_VENDOR_FLAG, oneVendor } from '../one-vendor.ts';

export const contract = command({
  usage: 'contract vendor',
  flags: ONE_VENDOR_FLAG,
  more: 'For example: stuntbox contract vpsorg > vpsorg.json',
  async run({ vendor }, named) {
    process.stdout.write(documentText(await oneVendor('contract', named, vendor)));
    return 0;
  },
});
