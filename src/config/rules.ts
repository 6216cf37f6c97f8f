/** All checks of meaning, one concern each. */
import type { Rule } from './findings.ts';
import { alerts } from './rules-alerts.ts';
import { cadence } from './rules-cadence.ts';
import { changes } from './rules-changes.ts';
import { channelRoles } from './rules-channels.ts';
import { alignment, instruments, market, regimeSymbol } from './rules-market.ts';
import { maintenance } from './rules-operations.ts';
import { orderings } from './rules-order.ts';
import { buckets, caps, chosenProfile, phases, profiles, symbols } from './rules-portfolio.ts';
import { riskyStrategies, strategies } from './rules-strategies.ts';

export const RULES: readonly Rule[] = [
  symbols,
  chosenProfile,
  profiles,
  buckets,
  strategies,
  orderings,
  caps,
  alignment,
  regimeSymbol,
  riskyStrategies,
  phases,
  market,
  instruments,
  cadence,
  maintenance,
  alerts,
  channelRoles,
  changes,
];
