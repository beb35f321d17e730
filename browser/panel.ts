/** The panel in the page, loaded only where it is asked for. */
import type { AnyCloud } from '../cloud/cloud.ts';

/**
 * Shows the panel.
 * @returns takes it away.
 */
export async function showPanelOf(cloud: AnyCloud): Promise<() => void> {
  const { showPanel } = await import('../panel/index.ts');
  const { close } = showPanel(cloud);
  return close;
}
