/** Sets what a server of PureGPU boots from first. */
import { useState, type FormEvent } from 'react';
import type { BootOrder } from '../api/puregpu.ts';
import { sentence } from '../fleet/format.ts';
import { useBootOrder, useSetBootOrder } from '../fleet/queries.ts';
import type { Server } from '../fleet/server.ts';
import { say } from '../notices.ts';
import { Dialog } from './dialog.tsx';
import { Failure, Refusal } from './failure.tsx';

export function BootOrderDialog({ server, close }: { server: Server; close: () => void }) {
  const current = useBootOrder(server.id);
  const { mutate, isPending, error } = useSetBootOrder(server.id);
  const [chosen, setChosen] = useState<BootOrder['bootOrder']>();
  const order = chosen ?? current.data?.bootOrder;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isPending || order === undefined) return;
    mutate(order, {
      onSuccess: ({ message }) => {
        close();
        say(`${server.name}: ${sentence(message)}`);
      },
    });
  };
  const drives = [current.data?.primaryISO, current.data?.secondaryISO].filter((iso) => iso !== undefined && iso !== '');
  return (
    <Dialog title={`Boot order of ${server.name}`} close={close}>
      <form onSubmit={submit} noValidate>
        <p>It counts from the next boot.</p>
        {current.isPending && <span className="skeleton skeleton-block" />}
        {current.error !== null && <Failure vendor="puregpu" error={current.error} retry={() => void current.refetch()} what="The boot order" />}
        {current.data !== undefined && (
          <fieldset className="choices">
            <legend>Boot first from</legend>
            <label className="choice">
              <input type="radio" name="order" checked={order === 'cda'} onChange={() => setChosen('cda')} />
              <span>
                Hard disk
                <span className="quiet">then the CD-ROM drives</span>
              </span>
            </label>
            <label className="choice">
              <input type="radio" name="order" checked={order === 'dca'} onChange={() => setChosen('dca')} />
              <span>
                CD-ROM drives
                <span className="quiet">{drives.length > 0 ? drives.join(', ') : 'empty now'}</span>
              </span>
            </label>
          </fieldset>
        )}
        {error !== null && <Refusal vendor="puregpu" error={error} />}
        <div className="dialog-foot">
          <button type="button" className="button" onClick={close}>
            Cancel
          </button>
          <button type="submit" className="button button-primary" aria-disabled={isPending || order === undefined} aria-busy={isPending}>
            Set boot order
          </button>
        </div>
      </form>
    </Dialog>
  );
}
