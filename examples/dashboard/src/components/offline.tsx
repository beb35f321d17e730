import { onlineManager } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { Icon } from './icon.tsx';

/** Said while the browser has no network: what is shown may be out of date. */
export function Offline() {
  const online = useSyncExternalStore(
    (told) => onlineManager.subscribe(told),
    () => onlineManager.isOnline(),
  );
  return (
    <div role="status" aria-label="Connection">
      {!online && (
        <p className="offline">
          <Icon name="warning" />
          You are offline. What you see is from before; it is looked up again once you are back.
        </p>
      )}
    </div>
  );
}
