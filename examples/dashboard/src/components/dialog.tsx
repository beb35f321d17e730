/** A modal dialog: the browser keeps the focus inside, and gives it back afterwards. */
import { useId, useLayoutEffect, useRef, type ReactNode } from 'react';
import { Icon } from './icon.tsx';

/** With `held`, only a button of its own closes it: neither Escape nor the cross, for what is shown once. */
export function Dialog({ title, close, held = false, children }: { title: string; close: () => void; held?: boolean; children: ReactNode }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  // Before the element is taken away it is closed, or the focus would be lost.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className="dialog"
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        if (!held) close();
      }}
      // A browser closes it at the second Escape, whatever was prevented.
      onClose={({ currentTarget }) => !currentTarget.open && close()}
    >
      <div className="dialog-head">
        <h2 id={id}>{title}</h2>
        {!held && (
          <button type="button" className="button-bare" aria-label="Close" onClick={close}>
            <Icon name="cross" />
          </button>
        )}
      </div>
      {children}
    </dialog>
  );
}
