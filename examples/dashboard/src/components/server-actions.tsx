/** What can be asked of a server. No button is ever out of reach: the vendor decides, and its refusal is shown in its words. */
import { useEffect, useState } from 'react';
import { MODELS } from '../fleet/models.ts';
import { usePower } from '../fleet/queries.ts';
import type { ServerDetails } from '../fleet/server.ts';
import { say } from '../notices.ts';
import { BootOrderDialog } from './boot-order-dialog.tsx';
import { DeleteDialog } from './delete-dialog.tsx';
import { Refusal } from './failure.tsx';
import { Icon, type IconName } from './icon.tsx';
import { RebuildDialog } from './rebuild-dialog.tsx';
import { RenameDialog } from './rename-dialog.tsx';
import { sentence } from '../fleet/format.ts';

const ICONS: Readonly<Record<string, IconName>> = { start: 'play', stop: 'stop', shutdown: 'power', reboot: 'restart', restart: 'restart' };

export function ServerActions({ server }: { server: ServerDetails }) {
  const { vendor, id, state } = server;
  const { powers, rebuilds, bootOrder, rename, remove } = MODELS[vendor];
  const { mutate, isPending, variables, error, reset } = usePower(vendor, id);
  const [dialog, setDialog] = useState<'rebuild' | 'boot order' | 'rename' | 'delete'>();
  const locked = server.task !== undefined;
  // A refusal for the lock is of the past once the lock is gone.
  useEffect(() => {
    if (!locked) reset();
  }, [locked, reset]);
  return (
    <div className="actions" role="group" aria-label="Actions">
      <div className="buttons">
        {powers.map((power) => (
          <button
            key={power.name}
            type="button"
            className={power.primaryIn === state ? 'button button-primary' : 'button'}
            aria-disabled={isPending}
            aria-busy={isPending && variables.name === power.name}
            onClick={() => !isPending && mutate(power, { onSuccess: (message) => say(`${server.name}: ${sentence(message)}`) })}
          >
            <Icon name={ICONS[power.name] ?? 'power'} />
            {power.label}
          </button>
        ))}
        {rebuilds && (
          <button type="button" className="button" onClick={() => setDialog('rebuild')}>
            <Icon name="wrench" />
            Rebuild
          </button>
        )}
        {bootOrder && (
          <button type="button" className="button" onClick={() => setDialog('boot order')}>
            <Icon name="disk" />
            Boot order
          </button>
        )}
        {rename !== undefined && (
          <button type="button" className="button" onClick={() => setDialog('rename')}>
            <Icon name="pencil" />
            Rename
          </button>
        )}
        {remove !== undefined && (
          <button type="button" className="button button-danger" onClick={() => setDialog('delete')}>
            <Icon name="trash" />
            Delete
          </button>
        )}
      </div>
      {error !== null && <Refusal vendor={vendor} error={error} />}
      {dialog === 'rebuild' && <RebuildDialog server={server} close={() => setDialog(undefined)} />}
      {dialog === 'boot order' && <BootOrderDialog server={server} close={() => setDialog(undefined)} />}
      {dialog === 'rename' && <RenameDialog server={server} close={() => setDialog(undefined)} />}
      {dialog === 'delete' && <DeleteDialog server={server} close={() => setDialog(undefined)} />}
    </div>
  );
}
