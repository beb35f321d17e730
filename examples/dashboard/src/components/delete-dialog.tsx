/** Deletes a server, once its name has been typed. */
import { useId, useState, type FormEvent } from 'react';
import { VENDOR_NAMES } from '../api/vendors.ts';
import { sentence } from '../fleet/format.ts';
import { useRemove } from '../fleet/queries.ts';
import type { Server } from '../fleet/server.ts';
import { say } from '../notices.ts';
import { go } from '../route.ts';
import { Dialog } from './dialog.tsx';
import { Refusal } from './failure.tsx';
import { Icon } from './icon.tsx';

export function DeleteDialog({ server, close }: { server: Server; close: () => void }) {
  const { mutate, isPending, error } = useRemove(server.vendor, server.id);
  const [typed, setTyped] = useState('');
  const [wrong, setWrong] = useState(false);
  const id = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isPending) return;
    setWrong(typed !== server.name);
    if (typed !== server.name) return document.getElementById(id)?.focus();
    mutate(undefined, {
      onSuccess: (message) => {
        close();
        go('#/');
        say(`${server.name}: ${sentence(message)}`);
      },
    });
  };
  return (
    <Dialog title={`Delete ${server.name}?`} close={close}>
      <form onSubmit={submit} noValidate>
        <p>{VENDOR_NAMES[server.vendor]} deletes the server and everything on it at once. There is no way back.</p>
        <div className="field">
          <label htmlFor={id}>
            Type <strong>{server.name}</strong> to confirm
          </label>
          <input
            id={id}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            value={typed}
            aria-invalid={wrong}
            aria-describedby={wrong ? `${id}-error` : undefined}
            onChange={(event) => (setTyped(event.target.value), setWrong(false))}
          />
          {wrong && (
            <p id={`${id}-error`} className="field-error">
              That is not the name of this server.
            </p>
          )}
        </div>
        {error !== null && <Refusal vendor={server.vendor} error={error} />}
        <div className="dialog-foot">
          <button type="button" className="button" onClick={close}>
            Cancel
          </button>
          <button type="submit" className="button button-danger-solid" aria-disabled={isPending || typed !== server.name} aria-busy={isPending}>
            <Icon name="trash" />
            Delete server
          </button>
        </div>
      </form>
    </Dialog>
  );
}
