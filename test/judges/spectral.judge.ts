/** Spectral's rules for OpenAPI, over all exported documents. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { vendors } from '../../handlers/index.ts';
import { generated, root, run } from './tool.ts';

/** Rules that do not fit documents which are not ours: some paths end with a slash, and nobody is to be contacted. */
const RULES = { extends: ['spectral:oas'], rules: { 'path-keys-no-trailing-slash': 'off', 'info-contact': 'off' } };

test.each(Object.keys(vendors))('Spectral finds neither an error nor a warning in the document of %s', (vendor) => {
  mkdirSync(generated, { recursive: true });
  writeFileSync(`${generated}/spectral.json`, JSON.stringify(RULES));
  expect(run('spectral', ['lint', `${root}openapi/${vendor}.json`, '--ruleset', `${generated}/spectral.json`, '--fail-severity', 'hint'])).toContain(
    "No results with a severity of 'hint' or higher found!",
  );
});
