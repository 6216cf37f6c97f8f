/**
 * Ids of the signals seen, for refusing one that comes twice: the last 4,096 to 8,192 of them in two
 * generations, the fuller one replacing the older. Tables of hashes find an id with one memory access
 * where a Set of strings takes several; equal hashes are told apart by the ids themselves.
 */

/** Ids per generation. */
const GENERATION = 4_096;
/** Places of a table, a power of two: half at most are taken, so that a search ends soon. */
const PLACES = 2 * GENERATION;

interface Generation {
  /** In order of arrival. */
  readonly ids: string[];
  /** By place: the hash, and the position in `ids` plus one; 0 is a free place. */
  readonly table: Int32Array;
}

export interface SignalIds {
  current: Generation;
  previous: Generation;
}

const createGeneration = (): Generation => ({ ids: [], table: new Int32Array(2 * PLACES) });

export const createSignalIds = (): SignalIds => ({
  current: createGeneration(),
  previous: createGeneration(),
});

/** Remembers an id; false when it is known already. */
export function takeId(state: SignalIds, id: string): boolean {
  const hash = hashOf(id);
  const { previous } = state;
  if (previous.table[placeOf(previous, hash, id) + 1] !== 0) return false;
  const place = placeOf(state.current, hash, id);
  if (state.current.table[place + 1] !== 0) return false;
  if (state.current.ids.length < GENERATION) {
    put(state.current, place, hash, id);
    return true;
  }
  state.previous = state.current;
  state.current = createGeneration();
  put(state.current, placeOf(state.current, hash, id), hash, id);
  return true;
}

/** Ids by generation, oldest first: what a snapshot holds. */
export const savedIds = ({
  current,
  previous,
}: SignalIds): { readonly current: readonly string[]; readonly previous: readonly string[] } => ({
  current: current.ids,
  previous: previous.ids,
});

/** Null when it is nothing that `savedIds` gives. */
export function loadIds(saved: { readonly current?: unknown; readonly previous?: unknown }) {
  const current = generationOf(saved.current);
  const previous = generationOf(saved.previous);
  return current === null || previous === null ? null : { current, previous };
}

function generationOf(ids: unknown): Generation | null {
  if (!Array.isArray(ids) || ids.length > GENERATION) return null;
  const generation = createGeneration();
  for (const id of ids as readonly unknown[]) {
    if (typeof id !== 'string') return null;
    put(generation, placeOf(generation, hashOf(id), id), hashOf(id), id);
  }
  return generation;
}

function put({ ids, table }: Generation, place: number, hash: number, id: string): void {
  ids.push(id);
  table[place] = hash;
  table[place + 1] = ids.length;
}

/** Place of the id, or the free one where it belongs; there always is one. */
function placeOf({ ids, table }: Generation, hash: number, id: string): number {
  let place = 2 * (hash & (PLACES - 1));
  while (table[place + 1] !== 0) {
    if (table[place] === hash && ids[table[place + 1]! - 1] === id) break;
    place = (place + 2) & (2 * PLACES - 1);
  }
  return place;
}

/** FNV-1a over the code units, its high bits folded into the low ones that choose the slot. */
function hashOf(id: string): number {
  let hash = 0x811c9dc5 | 0;
  for (let i = 0; i < id.length; i += 1) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  return hash ^ (hash >>> 15);
}
