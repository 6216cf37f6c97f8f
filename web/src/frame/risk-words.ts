/** The risk state as a sentence: what it means for entries now. */
import type { PortfolioStatus } from '../../../src/domain/status.ts';

export function riskWords({ entryHalt, closures, riskState }: PortfolioStatus): string {
  if (entryHalt.on) return 'Entries are stopped by hand';
  const whole = closures.filter(({ scope }) => scope.strategy === null && scope.symbol === null);
  const parts = closures.length - whole.length;
  if (whole.length > 0) {
    const more = whole.length > 1 ? ` and ${whole.length - 1} more` : '';
    return `Entries are closed for everybody: ${whole[0]?.reason ?? ''}${more}`;
  }
  const some = parts === 0 ? 'Entries are open' : `Entries are open but for ${parts} closures`;
  return riskState === 'NORMAL' ? some : `${some}; ${riskState.toLowerCase()}`;
}
