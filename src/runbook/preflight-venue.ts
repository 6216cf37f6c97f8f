/** PRE-1: the venue answers, and the key may do what it must and nothing more. */
import type { Ms } from '../domain/time.ts';
import type { VenuePermissions } from '../domain/venue.ts';
import {
  checkOf,
  type Finding,
  figure,
  type PreflightCheck,
  type TradingMode,
} from './preflight.ts';

/** One call that was tried: how long the answer took, or why there was none. */
export type CallObservation =
  | { readonly ok: true; readonly latency: Ms }
  | { readonly ok: false; readonly error: string };

export interface VenueObservation {
  readonly mode: TradingMode;
  readonly venue: string;
  /** A call without and one with the key. */
  readonly publicCall: CallObservation;
  readonly privateCall: CallObservation;
  /** Null when the venue did not tell them. */
  readonly permissions: VenuePermissions | null;
  /** Configured symbols for which the venue lists no tradable contract. */
  readonly missingSymbols: readonly string[];
  /** Where the configured contract data let an order out that the venue refuses, in words. */
  readonly contractDifferences: readonly string[];
}

export function assessVenue(observed: VenueObservation): PreflightCheck {
  const findings: Finding[] = [
    ...callFindings('public', observed.publicCall, observed.venue),
    ...callFindings('private', observed.privateCall, observed.venue),
    ...permissionFindings(observed),
  ];
  if (observed.missingSymbols.length > 0) {
    findings.push({
      severity: 'failure',
      text: `${observed.venue} lists no contract for ${observed.missingSymbols.join(', ')}`,
      remedy: 'remove these symbols from the strategies or correct their names',
    });
  }
  if (observed.contractDifferences.length > 0) {
    findings.push({
      severity: 'failure',
      text: `${observed.venue} would refuse orders: ${observed.contractDifferences.join(', ')}`,
      remedy: 'take the contract data of venue.yaml from the venue',
    });
  }
  const facts = [`venue ${observed.venue} (${observed.mode})`];
  if (observed.publicCall.ok) facts.push(`public call ${figure(observed.publicCall.latency)} ms`);
  if (observed.privateCall.ok) {
    facts.push(`private call ${figure(observed.privateCall.latency)} ms`);
  }
  if (observed.permissions?.hedgeMode === true) facts.push('hedge mode');
  return checkOf('PRE-1', facts, findings);
}

function callFindings(what: string, call: CallObservation, venue: string): readonly Finding[] {
  if (call.ok) return [];
  return [
    {
      severity: 'failure',
      text: `the ${what} call to ${venue} failed: ${call.error}`,
      remedy: `check network, address and key of ${venue}, then repeat the check`,
    },
  ];
}

interface PermissionRule {
  readonly broken: (permissions: VenuePermissions) => boolean;
  readonly severity: Finding['severity'];
  readonly text: string;
  readonly remedy: string;
}

const PERMISSION_RULES: readonly PermissionRule[] = [
  {
    broken: (p) => !p.canTradeFutures,
    severity: 'failure',
    text: 'the key may not trade futures',
    remedy: 'allow futures trading for this key',
  },
  {
    broken: (p) => p.canWithdraw === true,
    severity: 'failure',
    text: 'the key may withdraw funds',
    remedy: 'remove the withdrawal permission from this key',
  },
  {
    broken: (p) => p.canTransfer === true,
    severity: 'failure',
    text: 'the key may transfer funds',
    remedy: 'remove the transfer permission from this key',
  },
  {
    broken: (p) => p.multiAssetMargin,
    severity: 'failure',
    text: 'multi-asset margin is on, which breaks the ledger',
    remedy: 'switch the account to single-asset margin',
  },
  {
    broken: (p) => p.feesInOtherCoin === true,
    severity: 'failure',
    text: 'fees are paid in another coin, which breaks the ledger',
    remedy: 'switch off fee payment in another coin',
  },
  {
    broken: (p) => p.ipRestricted === false,
    severity: 'warning',
    text: 'the key is not restricted to IP addresses',
    remedy: 'restrict the key to the addresses of this host',
  },
  {
    broken: (p) => !p.fundingEndpoint,
    severity: 'warning',
    text: 'no funding endpoint: the funding hook is absent',
    remedy: 'accept trading without the funding hook, or use a venue that publishes funding',
  },
  {
    broken: (p) => !p.hedgeMode,
    severity: 'warning',
    text: 'one-way mode: opposite entries on one symbol are refused',
    remedy: 'switch the account to hedge mode while it holds no position',
  },
];

function permissionFindings(observed: VenueObservation): readonly Finding[] {
  const permissions = observed.permissions;
  if (permissions === null) {
    if (!observed.privateCall.ok) return [];
    return [
      {
        severity: 'failure',
        text: 'the venue did not state the permissions of the key',
        remedy: 'use a key whose permissions can be read',
      },
    ];
  }
  return [
    ...PERMISSION_RULES.filter((rule) => rule.broken(permissions)),
    ...untold(permissions, observed.mode),
  ];
}

const UNTOLD: readonly (readonly [keyof VenuePermissions, string])[] = [
  ['canWithdraw', 'may withdraw'],
  ['canTransfer', 'may transfer'],
  ['ipRestricted', 'is restricted to IP addresses'],
  ['feesInOtherCoin', 'pays fees in another coin'],
];

/** What a venue keeps to itself is never taken for good; with real money it must be known. */
function untold(permissions: VenuePermissions, mode: TradingMode): readonly Finding[] {
  const questions = UNTOLD.filter(([name]) => permissions[name] === null).map(([, text]) => text);
  if (questions.length === 0) return [];
  return [
    {
      severity: mode === 'live' ? 'failure' : 'warning',
      text: `not told by this venue: whether the key ${questions.join(', ')}`,
      remedy: 'look it up where the venue manages its keys',
    },
  ];
}
