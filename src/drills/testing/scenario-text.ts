/** A small drill for tests: one position, one halt. */
export const KNOWN = {
  symbols: ['BTC/USDT:USDT', 'ETH/USDT:USDT', 'SOL/USDT:USDT'],
  strategies: ['S1', 'S2', 'S3', 'S4', 'S5', 'S6', 'S7'],
  profiles: ['conservative', 'balanced', 'aggressive'],
  limitProblem: (key: string): string | null => (key === 'known' ? null : `no limit ${key}`),
} as const;

export const SMALL = `title: A halt
about: Entries stop, exits go on.
rehearses: [HALT-1]
seed: 5
market:
  length: 12m
  historyHours: 200
instants:
  halted: { sees: { event: reply, command: halt, ok: true } }
steps:
  - { at: 5m, do: enter, strategy: S3, symbol: 'ETH/USDT:USDT', side: long, stop: 2% }
  - { at: 7m, do: halt }
  - { at: halted + 1m, do: enter, strategy: S4, symbol: 'BTC/USDT:USDT', side: long, stop: 2% }
  - { at: halted + 2m, do: exit, strategy: S3, symbol: 'ETH/USDT:USDT', side: long }
expect:
  - proves: [HALT-1]
    that: entries are closed at once
    from: halted
    becomes: { entries: closed, closures: [operator_halt] }
    within: 1s
  - proves: [HALT-1]
    that: no entry is admitted
    from: halted
    never: { event: decision, verdict: allowed }
  - proves: [EXIT-1]
    that: the exit fills
    from: halted
    happens: { event: trade_closed, strategy: S3 }
    within: 3m
`;
