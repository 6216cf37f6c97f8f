/** Rows as far down as was scrolled, and new ones on top as they are told; each once. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { DecisionsFound } from '../../../../src/api/decisions/decision-search.ts';
import { type DecisionRow, decisionRow } from '../../../../src/domain/decision-row.ts';
import type { ReasonCode } from '../../../../src/domain/reasons.ts';
import { api, messageOf, told } from '../../data/api.ts';
import type { Place } from '../../data/route.ts';
import { useDesk } from '../../data/use-desk.ts';

type Query = Place['query'];

const PAGE = 200;
/** Rows kept; whoever wants older ones says up to which decision. */
const ROWS_MAX = 200_000;
/** A list that is being read in is asked for again after so long, ms. */
const AGAIN_MS = 1_000;

export interface Rows {
  readonly rows: readonly DecisionRow[];
  /** Every decision from this number on was looked at; null: not told yet. */
  readonly searchedFrom: number | null;
  readonly state: 'asking' | 'more' | 'all' | 'full';
  readonly problem: string | null;
  readonly more: () => void;
}

interface Loaded {
  readonly rows: readonly DecisionRow[];
  /** For the next page; null: nothing older was found. */
  readonly before: number | null;
  readonly searchedFrom: number;
}

export function useRows(query: Query): Rows {
  const desk = useDesk();
  const key = JSON.stringify(query);
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [asking, setAsking] = useState(false);
  /** Which list is being read: an answer that belongs to another one is dropped. */
  const turn = useRef(0);

  const ask = useCallback(
    async (from: Loaded | null): Promise<void> => {
      const mine = turn.current;
      setAsking(true);
      setProblem(null);
      try {
        const found = await pageOf(JSON.parse(key) as Query, from?.before ?? null);
        if (mine !== turn.current) return;
        const { before, searchedFrom } = found;
        setLoaded({ rows: [...(from?.rows ?? []), ...found.rows], before, searchedFrom });
      } catch (error) {
        if (mine === turn.current) setProblem(messageOf(error));
      }
      if (mine === turn.current) setAsking(false);
    },
    [key],
  );

  useEffect(() => {
    turn.current += 1;
    setLoaded(null);
    void ask(null);
    return () => {
      turn.current += 1;
    };
  }, [ask]);

  // The server reads older ones in as soon as somebody asks: what fits appears as it does.
  const unread = loaded !== null && loaded.before === null && loaded.searchedFrom > 1;
  useEffect(() => {
    if (!unread || asking || problem !== null) return;
    const timer = setTimeout(() => void ask(null), AGAIN_MS);
    return () => clearTimeout(timer);
  }, [unread, asking, problem, ask]);

  const fresh = useMemo(
    () => freshRows(desk.decisions.map(decisionRow), loaded, JSON.parse(key) as Query),
    [desk.decisions, loaded, key],
  );
  const rows = useMemo(() => [...fresh, ...(loaded?.rows ?? [])], [fresh, loaded]);
  const full = rows.length >= ROWS_MAX;
  const more = useCallback(() => {
    if (!asking && !full && (loaded === null || loaded.before !== null)) void ask(loaded);
  }, [asking, full, loaded, ask]);
  const rest = unread ? 'asking' : loaded?.before == null ? 'all' : full ? 'full' : 'more';
  const state = asking || (loaded === null && problem === null) ? 'asking' : rest;
  return { rows, searchedFrom: loaded?.searchedFrom ?? null, state, problem, more };
}

/** Told since the list was read; words are searched by the server alone. */
function freshRows(
  told: readonly DecisionRow[],
  loaded: Loaded | null,
  { strategy, symbol, verdict, reason, text, to }: Query,
): readonly DecisionRow[] {
  if (loaded === null || to || text) return [];
  const newest = loaded.rows[0]?.decision ?? 0;
  const is = (wanted: string | undefined, value: string | null): boolean =>
    !wanted || wanted === value;
  return told.filter(
    (row) =>
      row.decision > newest &&
      is(strategy, row.strategy) &&
      is(symbol, row.symbol.replace('/USDT:USDT', 'USDT')) &&
      is(verdict, row.verdict) &&
      is(reason, row.reason),
  );
}

function pageOf(query: Query, next: number | null): Promise<DecisionsFound> {
  const { strategy, symbol, verdict, reason, text } = query;
  const to = Number(query['to'] ?? '');
  const before = next ?? (to > 0 ? to + 1 : null);
  const asked = {
    limit: PAGE,
    ...(before === null ? {} : { before }),
    ...(strategy ? { strategy } : {}),
    ...(symbol ? { symbol } : {}),
    ...(verdict ? { verdict: verdict as DecisionRow['verdict'] } : {}),
    ...(reason ? { reason: reason as ReasonCode } : {}),
    ...(text ? { text } : {}),
  };
  return told('decisionsFound', api.GET('/api/decisions/rows', { params: { query: asked } }));
}
