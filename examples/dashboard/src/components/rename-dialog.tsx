/** Gives a server another name, which its vendor may refuse. */
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { VENDOR_NAMES } from '../api/vendors.ts';
import { useRename } from '../fleet/queries.ts';
import type { Server } from '../fleet/server.ts';
import { say } from '../notices.ts';
import { Dialog } from './dialog.tsx';
import { Refusal } from './failure.tsx';
import { TextField } from './field.tsx';
import { errorsOf } from './order-form.tsx';

export function RenameDialog({ server, close }: { server: Server; close: () => void }) {
  const { mutate, isPending, error } = useRename(server.vendor, server.id);
  const [name, setName] = useState(server.name);
  const form = useRef<HTMLFormElement>(null);
  const { name: errors } = errorsOf(error);
  useEffect(() => form.current?.querySelector('input')?.select(), [error]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isPending) return;
    mutate(name.trim(), {
      onSuccess: (renamed) => {
        close();
        say(`${server.name} is now ${renamed}`);
      },
    });
  };
  return (
    <Dialog title={`Rename ${server.name}`} close={close}>
      <form ref={form} onSubmit={submit} noValidate>
        <TextField label="New name" hint={`Its name at ${VENDOR_NAMES[server.vendor]}; the hostname stays.`} value={name} change={setName} errors={errors} />
        {error !== null && errors === undefined && <Refusal vendor={server.vendor} error={error} />}
        <div className="dialog-foot">
          <button type="button" className="button" onClick={close}>
            Cancel
          </button>
          <button type="submit" className="button button-primary" aria-disabled={isPending} aria-busy={isPending}>
            Save name
          </button>
        </div>
      </form>
    </Dialog>
  );
}
