/** What pre-flight asks of a venue, through the exchange library: questions only, never an order. */
import type { EpochMs } from '../../domain/time.ts';
import type { ListedContract, VenuePermissions, VenueProbe } from '../../domain/venue.ts';
import { openVenueClient, type VenueClient, type VenueEndpoint } from './client.ts';
import type { LoadedCredentials } from './credentials.ts';
import {
  isFundingHistory,
  readAccountConfig,
  readContracts,
  readFeeBurn,
  readRestrictions,
  readTime,
} from './probe-answers.ts';
import { isUnknownPath, wordsOf } from './words.ts';

/** Any listed contract will do to see whether funding is published. */
const FUNDING_QUESTION = { symbol: 'BTCUSDT', limit: 1 };

/** Opens no connection yet. Without credentials it answers what needs no key. */
export async function openVenueProbe(
  endpoint: VenueEndpoint,
  loaded: LoadedCredentials,
): Promise<CcxtProbe> {
  const client = await openVenueClient(endpoint, loaded.ok ? loaded.credentials : null);
  return new CcxtProbe(client, endpoint, loaded);
}

export class CcxtProbe implements VenueProbe {
  readonly name: string;
  private readonly client: VenueClient;
  private readonly endpoint: VenueEndpoint;
  private readonly loaded: LoadedCredentials;

  constructor(client: VenueClient, endpoint: VenueEndpoint, loaded: LoadedCredentials) {
    this.client = client;
    this.endpoint = endpoint;
    this.loaded = loaded;
    this.name = nameOf(endpoint);
  }

  instruments(): Promise<readonly ListedContract[]> {
    return inWords(async () => readContracts(await this.client.fapiPublicGetExchangeInfo()));
  }

  serverTime(): Promise<EpochMs> {
    return inWords(async () => readTime(await this.client.fapiPublicGetTime()));
  }

  permissions(): Promise<VenuePermissions> {
    if (!this.loaded.ok) return Promise.reject(new Error(this.loaded.errors.join('; ')));
    return inWords(async () => {
      const [account, feesInOtherCoin, key, fundingEndpoint] = await Promise.all([
        this.client.fapiPrivateGetAccountConfig().then(readAccountConfig),
        told(() => this.client.fapiPrivateGetFeeBurn().then(readFeeBurn)),
        this.restrictions(),
        this.publishesFunding(),
      ]);
      return {
        canTradeFutures: account.canTrade && key?.enableFutures !== false,
        canWithdraw: key === null ? null : key.enableWithdrawals,
        canTransfer:
          key === null ? null : key.enableInternalTransfer || key.permitsUniversalTransfer,
        ipRestricted: key === null ? null : key.ipRestrict,
        hedgeMode: account.dualSidePosition,
        multiAssetMargin: account.multiAssetsMargin,
        feesInOtherCoin,
        fundingEndpoint,
      };
    });
  }

  close(): Promise<void> {
    return this.client.close();
  }

  /** The demo has no such call: null, not told. */
  private restrictions(): Promise<ReturnType<typeof readRestrictions> | null> {
    if (this.endpoint.kind === 'demo') return Promise.resolve(null);
    return told(() => this.client.sapiGetAccountApiRestrictions().then(readRestrictions));
  }

  private publishesFunding(): Promise<boolean> {
    return this.client
      .fapiPublicGetFundingRate(FUNDING_QUESTION)
      .then(isFundingHistory)
      .catch(() => false);
  }
}

function nameOf(endpoint: VenueEndpoint): string {
  switch (endpoint.kind) {
    case 'sim':
      return `simulated exchange at ${endpoint.server}`;
    case 'demo':
      return 'Binance USDT-M demo';
    case 'live':
      return 'Binance USDT-M';
  }
}

/** Null where the venue has no such path; any other failure is one. */
async function told<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (isUnknownPath(error)) return null;
    throw error;
  }
}

async function inWords<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new Error(wordsOf(error));
  }
}
