/** The contract of the controls as an OpenAPI document for other tools. */
import { exported } from '../vendor/openapi.ts';
import { contract, schemas } from './contract.ts';

let document: object | undefined;

/** The document as plain JSON. */
export const exportedControls = (): object => (document ??= exported({ contract, schemas }));
