/** The known name that shares most with what somebody wrote; null when none comes near. */
export function nearest(text: string, known: readonly string[]): string | null {
  const wanted = pairsOf(text);
  let best: string | null = null;
  let bestShare = 0.4;
  for (const name of known) {
    const pairs = pairsOf(name);
    const common = [...pairs].filter((pair) => wanted.has(pair)).length;
    const share = (2 * common) / Math.max(1, pairs.size + wanted.size);
    if (share <= bestShare) continue;
    best = name;
    bestShare = share;
  }
  return best;
}

/** Pairs of neighbouring letters. */
const pairsOf = (text: string): Set<string> => {
  const plain = text.toLowerCase().replace(/[^a-z0-9]/g, '');
  return new Set(
    Array.from({ length: Math.max(0, plain.length - 1) }, (_, i) => plain.slice(i, i + 2)),
  );
};
