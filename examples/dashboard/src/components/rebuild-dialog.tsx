/** Installs another system on a server of PureGPU. Its answer has the new password, which is shown here and nowhere else, once. */
import { useEffect, useId, useRef, useState, type FormEvent } from 'react';
import { ApiError } from '../api/request.ts';
import type { Template } from '../api/puregpu.ts';
import { capital } from '../fleet/format.ts';
import { useRebuild, useTemplates } from '../fleet/queries.ts';
import type { Server } from '../fleet/server.ts';
import { Dialog } from './dialog.tsx';
import { Failure, Refusal } from './failure.tsx';
import { Icon } from './icon.tsx';

export function RebuildDialog({ server, close }: { server: Server; close: () => void }) {
  const templates = useTemplates();
  const { mutate, isPending, error, data } = useRebuild(server.id);
  const [osid, setOsid] = useState('');
  const [sshkey, setSshkey] = useState('');
  const id = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isPending) mutate({ osid, sshkey: sshkey.trim() });
  };
  if (data !== undefined) return <OneTimePassword password={data.password} server={server} close={close} />;
  const lost = error instanceof ApiError && (error.status === 0 || error.status >= 500);
  return (
    <Dialog title={`Rebuild ${server.name}`} close={close}>
      <form onSubmit={submit} noValidate>
        <p>The system you choose replaces everything on the disk. It takes some two minutes, during which the server is locked.</p>
        <fieldset className="choices">
          <legend>System</legend>
          {templates.isPending && <span className="skeleton skeleton-block" />}
          {templates.error !== null && <Failure vendor="puregpu" error={templates.error} retry={() => void templates.refetch()} what="The list of systems" />}
          {templates.data?.map((template) => (
            <label key={template.osid} className="choice">
              <input type="radio" name="osid" value={template.osid} checked={osid === template.osid} onChange={() => setOsid(template.osid)} />
              <span>
                {titleOf(template)}
                <span className="quiet">{template.drivers === 'standard' ? template.name : `${template.name} · ${template.drivers} drivers`}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <div className="field">
          <label htmlFor={id}>SSH public key</label>
          <textarea id={id} rows={3} spellCheck={false} placeholder="ssh-ed25519 AAAA…" value={sshkey} onChange={(event) => setSshkey(event.target.value)} />
        </div>
        {error !== null && <Refusal vendor="puregpu" error={error} />}
        {lost && <p className="quiet">The rebuild may be under way all the same. Its password was in the answer: if it is, rebuild once more to get one.</p>}
        <div className="dialog-foot">
          <button type="button" className="button" onClick={close}>
            Cancel
          </button>
          <button type="submit" className="button button-danger-solid" aria-disabled={isPending} aria-busy={isPending}>
            <Icon name="wrench" />
            Erase and rebuild
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function OneTimePassword({ password, server, close }: { password: string; server: Server; close: () => void }) {
  const [copied, setCopied] = useState<'copied' | 'failed'>();
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  // Without a secure context there is no clipboard: the password can be selected by hand.
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(password);
      setCopied('copied');
    } catch {
      setCopied('failed');
    }
  };
  return (
    <Dialog title="Your new password" close={close} held>
      <p>
        {server.name} is being rebuilt. This is its only password, and <strong>it is shown only now</strong>: PureGPU does not tell it again.
      </p>
      <div className="secret">
        <output aria-label="One-time password">{password}</output>
        <button ref={button} type="button" className="button" onClick={() => void copy()}>
          <Icon name={copied === 'copied' ? 'check' : 'copy'} />
          Copy password
        </button>
      </div>
      <p role="status" className="quiet">
        {copied === 'copied' && 'Copied to the clipboard.'}
        {copied === 'failed' && 'The browser did not allow it: select the password and copy it by hand.'}
      </p>
      <div className="dialog-foot">
        <button type="button" className="button button-primary" onClick={close}>
          I have saved it
        </button>
      </div>
    </Dialog>
  );
}

const titleOf = ({ distro, version }: Template): string => `${capital(distro)} ${version}`;
