import { useEffect } from 'react';

/** The title of the page, for tabs and history. */
export function useTitle(text: string): void {
  useEffect(() => {
    document.title = `${text} · Fleet`;
  }, [text]);
}
