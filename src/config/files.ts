/** The files of a configuration folder and what each is read as. */
import type { z } from 'zod';
import { alertsFile } from './schema-alerts.ts';
import { cadenceFile } from './schema-cadence.ts';
import { changesFile } from './schema-changes.ts';
import { channelsFile } from './schema-channels.ts';
import { guardsFile, launchFile } from './schema-guards.ts';
import { incidentsFile } from './schema-incidents.ts';
import { operationsFile } from './schema-operations.ts';
import { bucketsFile, profilesFile, septetFile } from './schema-portfolio.ts';
import { riskFile } from './schema-risk.ts';
import { strategiesFile } from './schema-strategies.ts';
import { marketFile, venueFile } from './schema-venue.ts';

export const FILE_SCHEMAS = {
  'septet.yaml': septetFile,
  'profiles.yaml': profilesFile,
  'buckets.yaml': bucketsFile,
  'strategies.yaml': strategiesFile,
  'risk.yaml': riskFile,
  'guards.yaml': guardsFile,
  'launch.yaml': launchFile,
  'market.yaml': marketFile,
  'venue.yaml': venueFile,
  'channels.yaml': channelsFile,
  'cadence.yaml': cadenceFile,
  'alerts.yaml': alertsFile,
  'incidents.yaml': incidentsFile,
  'changes.yaml': changesFile,
  'operations.yaml': operationsFile,
} as const;

export type FileName = keyof typeof FILE_SCHEMAS;
export const FILE_NAMES = Object.keys(FILE_SCHEMAS) as readonly FileName[];

/** Every file, read and valid by its own schema. */
export type FileContents = { readonly [F in FileName]: z.output<(typeof FILE_SCHEMAS)[F]> };

/** What could be read of a value in which parts are wrong: those parts are undefined. */
export type Partly<T> = T extends readonly (infer E)[]
  ? readonly (Partly<E> | undefined)[]
  : T extends object
    ? { readonly [K in keyof T]?: Partly<T[K]> | undefined }
    : T | undefined;

export type PartialContents = { readonly [F in FileName]?: Partly<FileContents[F]> | undefined };
