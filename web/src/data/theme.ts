/** Light or dark: as the system has it, until somebody chooses; kept in this browser. */
import { useEffect, useState } from 'react';

export type Theme = 'light' | 'dark';
const KEY = 'septet.theme';

const system = (): Theme => (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');

function chosen(): Theme | null {
  const text = localStorage.getItem(KEY);
  return text === 'light' || text === 'dark' ? text : null;
}

export function useTheme(): readonly [Theme, () => void] {
  const [theme, setTheme] = useState<Theme>(() => chosen() ?? system());
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme;
  }, [theme]);
  useEffect(() => {
    const media = matchMedia('(prefers-color-scheme: dark)');
    const follow = (): void => setTheme(chosen() ?? system());
    media.addEventListener('change', follow);
    return () => media.removeEventListener('change', follow);
  }, []);
  const turn = (): void => {
    const next = theme === 'dark' ? 'light' : 'dark';
    localStorage.setItem(KEY, next);
    setTheme(next);
  };
  return [theme, turn];
}
