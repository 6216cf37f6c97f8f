/** Where the page is: `#/decisions/d42?strategy=S1`. */
import { useMemo, useSyncExternalStore } from 'react';

export interface Place {
  /** `overview` where the address names none. */
  readonly view: string;
  /** What of the view is open; empty: nothing. */
  readonly item: string;
  readonly query: Readonly<Record<string, string>>;
}

export function placeOf(hash: string): Place {
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const [view = '', item = ''] = path.split('/').map(decoded);
  const query = Object.fromEntries(new URLSearchParams(search));
  return { view: view === '' ? 'overview' : view, item, query };
}

export function hashOf({ view, item, query }: Place): string {
  const search = new URLSearchParams(
    Object.entries(query).filter(([, value]) => value !== ''),
  ).toString();
  const path = [view, item].filter((part) => part !== '').map(encodeURIComponent);
  return `#/${path.join('/')}${search === '' ? '' : `?${search}`}`;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

const subscribe = (changed: () => void): (() => void) => {
  addEventListener('hashchange', changed);
  return () => removeEventListener('hashchange', changed);
};

export function usePlace(): Place {
  const hash = useSyncExternalStore(subscribe, () => location.hash);
  return useMemo(() => placeOf(hash), [hash]);
}

export const goTo = (view: string, item = '', query: Place['query'] = {}): void => {
  location.hash = hashOf({ view, item, query });
};

export const linkTo = (view: string, item = '', query: Place['query'] = {}): string =>
  hashOf({ view, item, query });
