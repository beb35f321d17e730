/** The documents' examples: each request as it is printed, and the answer as it is printed. */
import { expect } from '@jest/globals';
import type { Asked, Running, VendorName } from '../hosts/index.ts';
import { drone } from './drone.ts';
import { elastichosts } from './elastichosts.ts';
import { evotic } from './evotic.ts';
import { puregpu } from './puregpu.ts';
import { vpsorg } from './vpsorg.ts';

/** An example of a vendor's document. */
export interface Example {
  /** The heading that it stands under. */
  readonly heading: string;
  readonly request: Asked;
  readonly status: number;
  /** The printed body; null for none, undefined where the document prints no body. */
  readonly body?: string | null;
  /** What the document presupposes: a server that can be started is stopped. */
  readonly before?: (running: Running) => Promise<unknown>;
  /** What of the printed body moves with time alone, and why; without it, the body stays as it is printed until something is changed. */
  readonly moves?: string;
  /** What is not to the letter, and why: a placeholder, or an ellipsis. */
  readonly but?: (printed: never, answered: never) => void;
}

export const examples: Readonly<Record<VendorName, readonly Example[]>> = { puregpu, elastichosts, drone, evotic, vpsorg };

/** Asks what an example asks, and expects what it prints. */
export async function answersAsPrinted(vendor: VendorName, { before, request, status, body, but }: Example, running: Running): Promise<void> {
  await before?.(running);
  const answer = await running.ask(vendor, request);
  const text = await answer.text();
  expect(answer.status).toBe(status);
  if (body === null) return expect(text).toBe('');
  const [printed, answered] = [JSON.parse(body ?? 'null') as never, JSON.parse(text) as never];
  if (but) but(printed, answered);
  else expect(answered).toEqual(printed);
}
