import { dismiss, useNotices } from '../notices.ts';
import { Icon } from './icon.tsx';

export function Notices() {
  const notices = useNotices();
  return (
    <div className="notices" role="status" aria-label="Notices">
      {notices.map(({ id, text }) => (
        <p key={id} className="notice">
          <Icon name="check" />
          <span>{text}</span>
          <button type="button" className="button-bare" aria-label="Dismiss" onClick={() => dismiss(id)}>
            <Icon name="cross" />
          </button>
        </p>
      ))}
    </div>
  );
}
