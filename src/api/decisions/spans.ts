/** Which decisions a list has without a hole: spans of numbers, as they grow and meet. */

export interface Span {
  readonly low: number;
  readonly high: number;
}

/** Disjoint and ascending. */
export type Spans = readonly Span[];

/** With one more; spans that touch or overlap become one. */
export function withSpan(spans: Spans, added: Span): Spans {
  const apart = spans.filter(({ low, high }) => high < added.low - 1 || low > added.high + 1);
  const met = spans.filter((span) => !apart.includes(span));
  const low = Math.min(added.low, ...met.map((span) => span.low));
  const high = Math.max(added.high, ...met.map((span) => span.high));
  return [...apart, { low, high }].sort((a, b) => a.low - b.low);
}

/** Where to go on reading downwards from `before`: below the span that reaches up to it, if any. */
export function nextBefore(spans: Spans, before: number): number {
  const span = spans.find(({ low, high }) => low < before && high >= before - 1);
  return span === undefined ? before : span.low;
}
