/** Light or dark: as the system has it, unless the user chose. `<html data-theme>` decides, and the stylesheet follows. */
import { useSyncExternalStore } from 'react';

export type Theme = 'light' | 'dark';

const system = (): MediaQueryList => matchMedia('(prefers-color-scheme: dark)');

export function currentTheme(): Theme {
  const chosen = document.documentElement.dataset['theme'];
  return chosen === 'light' || chosen === 'dark' ? chosen : system().matches ? 'dark' : 'light';
}

export function chooseTheme(theme: Theme): void {
  document.documentElement.dataset['theme'] = theme;
  try {
    localStorage.setItem('theme', theme);
  } catch {
    // Without storage it holds until the page is left.
  }
}

/** Takes up what was chosen before. */
export function rememberTheme(): void {
  try {
    const theme = localStorage.getItem('theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset['theme'] = theme;
  } catch {
    // As above.
  }
}

const subscribe = (told: () => void): (() => void) => {
  const observer = new MutationObserver(told);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  const media = system();
  media.addEventListener('change', told);
  return () => {
    observer.disconnect();
    media.removeEventListener('change', told);
  };
};

export const useTheme = (): Theme => useSyncExternalStore(subscribe, currentTheme);
