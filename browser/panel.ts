/** The panel in the page, loaded only where it is asked for. */
import type { AnyCloud } from '../cloud/cloud.ts';

/** @returns takes it away. */
export async function showPanelOf(cloud: AnyCloud): Promise<() => void> {
  void cloud;
  throw new Error('not yet');
}
