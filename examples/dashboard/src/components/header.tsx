import { chooseTheme, useTheme } from '../theme.ts';
import { Icon } from './icon.tsx';

export function Header() {
  const theme = useTheme();
  const other = theme === 'dark' ? 'light' : 'dark';
  return (
    <header className="header">
      <a className="wordmark" href="#/" aria-label="Fleet">
        <svg viewBox="0 0 32 32" aria-hidden="true">
          <rect className="wordmark-tile" width="32" height="32" rx="9" />
          <g fill="#fff">
            <rect x="7" y="8" width="18" height="4" rx="2" />
            <rect x="7" y="14" width="13" height="4" rx="2" opacity=".8" />
            <rect x="7" y="20" width="8" height="4" rx="2" opacity=".6" />
          </g>
        </svg>
        Fleet
      </a>
      <button type="button" className="button-bare" aria-label={`Use the ${other} theme`} onClick={() => chooseTheme(other)}>
        <Icon name={theme === 'dark' ? 'sun' : 'moon'} />
      </button>
    </header>
  );
}
