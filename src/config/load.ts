/**
 * Loads a configuration folder: reads all files, validates each against its schema and all of
 * them for meaning, and answers with the configuration or with every error at once (PRE-2).
 */
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { SeptetConfig } from '../domain/config.ts';
import type { Ms } from '../domain/time.ts';
import { LIVE_CADENCE } from '../venues/ccxt/market/live-line.ts';
import { assemble } from './assemble.ts';
import { type ConfigError, pathText, sortConfigErrors } from './errors.ts';
import {
  FILE_NAMES,
  FILE_SCHEMAS,
  type FileContents,
  type FileName,
  type PartialContents,
} from './files.ts';
import type { Finding } from './findings.ts';
import { applyOptions, type ConfigOptions, optionErrors } from './options.ts';
import { RULES } from './rules.ts';
import { salvage } from './salvage.ts';
import { schemaErrors } from './schema-errors.ts';
import { configVersion } from './version.ts';
import { FILE_BYTES_MAX, readYaml, type YamlSource } from './yaml-source.ts';

export interface LoadedFile {
  readonly file: FileName;
  /** SHA-256 of the file's bytes, hex. */
  readonly sha256: string;
}

export type LoadedConfig =
  | {
      readonly ok: true;
      readonly config: SeptetConfig;
      /** Also in `config.kernel.version`. */
      readonly version: string;
      readonly files: readonly LoadedFile[];
    }
  | { readonly ok: false; readonly errors: readonly ConfigError[] };

type ReadText =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly error: ConfigError };

/**
 * The configuration in `dir` with the overrides in place, or all errors of all files. Never
 * throws: an unreadable folder or file is an error like any other.
 */
export const loadConfig = (dir: string, options: ConfigOptions = {}): LoadedConfig =>
  load((file) => readText(dir, file), options);

/** The same for files at hand, for example those of a version; `name` says whose they are. */
export const loadConfigFiles = (
  files: ReadonlyMap<string, Uint8Array>,
  name: string,
  options: ConfigOptions = {},
): LoadedConfig => load((file) => textIn(files, file, name), options);

/** What can be read of the files by this build's schemas, whether all of it makes sense or not. */
export function readableContents(files: ReadonlyMap<string, Uint8Array>): PartialContents {
  const contents: Partial<Record<FileName, unknown>> = {};
  for (const file of FILE_NAMES) {
    const read = textIn(files, file, '');
    const source = read.ok ? readYaml(file, read.text) : undefined;
    if (source === undefined || source.errors.length > 0) continue;
    contents[file] = salvage(FILE_SCHEMAS[file], source.value);
  }
  return contents as PartialContents;
}

function load(read: (file: FileName) => ReadText, options: ConfigOptions): LoadedConfig {
  const errors: ConfigError[] = [];
  const sources = new Map<FileName, YamlSource>();
  const files: LoadedFile[] = [];
  for (const file of FILE_NAMES) {
    const found = read(file);
    if (!found.ok) {
      errors.push(found.error);
      continue;
    }
    files.push({ file, sha256: createHash('sha256').update(found.text).digest('hex') });
    const source = readYaml(file, found.text);
    errors.push(...source.errors);
    if (source.errors.length === 0) sources.set(file, source);
  }
  const contents: Partial<Record<FileName, unknown>> = {};
  for (const [file, source] of sources) {
    errors.push(...schemaErrors(FILE_SCHEMAS[file], source));
    contents[file] = salvage(FILE_SCHEMAS[file], source.value);
  }
  if (errors.length > 0) {
    errors.push(...meaningErrors(contents as PartialContents, sources));
    return { ok: false, errors: sortConfigErrors(errors, FILE_NAMES) };
  }
  return finish(contents as FileContents, sources, files, options);
}

/** All files are valid by themselves: what remains is meaning, with the overrides in place. */
function finish(
  contents: FileContents,
  sources: ReadonlyMap<FileName, YamlSource>,
  files: readonly LoadedFile[],
  options: ConfigOptions,
): LoadedConfig {
  const wrongOptions = optionErrors(contents, options);
  // Wrong options are not applied: their consequences in the files would only confuse.
  const effective = wrongOptions.length > 0 ? contents : applyOptions(contents, options);
  const errors = [...meaningErrors(effective, sources), ...wrongOptions];
  if (errors.length > 0) return { ok: false, errors: sortConfigErrors(errors, FILE_NAMES) };
  const unnamed = assemble(effective, options.marketCadence ?? cadenceOf(effective));
  const version = configVersion(unnamed);
  return {
    ok: true,
    config: { ...unnamed, kernel: { ...unnamed.kernel, version } },
    version,
    files,
  };
}

function meaningErrors(
  contents: PartialContents,
  sources: ReadonlyMap<FileName, YamlSource>,
): readonly ConfigError[] {
  const errors: ConfigError[] = [];
  const report = (finding: Finding): void => {
    const { file, path, onKey, message, remedy } = finding;
    const source = sources.get(file);
    const place = (onKey ? source?.atKey(path) : source?.at(path)) ?? { line: 0, column: 0 };
    errors.push({ file, ...place, path: pathText(path), message, remedy });
  };
  for (const rule of RULES) rule(contents, report);
  return errors;
}

function readText(dir: string, file: FileName): ReadText {
  const path = join(dir, file);
  try {
    const bytes = statSync(path).size;
    if (bytes > FILE_BYTES_MAX) {
      const remedy = `a configuration file has at most ${FILE_BYTES_MAX}`;
      return unread(file, `has ${bytes} bytes`, remedy);
    }
    return { ok: true, text: readFileSync(path, 'utf8') };
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown';
    if (code === 'ENOENT' || code === 'ENOTDIR') return missing(file, dir);
    return unread(file, `cannot be read (${code})`, 'make it a readable file');
  }
}

function textIn(files: ReadonlyMap<string, Uint8Array>, file: FileName, name: string): ReadText {
  const bytes = files.get(file);
  if (bytes === undefined) return missing(file, name);
  return { ok: true, text: Buffer.from(bytes).toString('utf8') };
}

const missing = (file: FileName, where: string): ReadText =>
  unread(
    file,
    `is missing in ${where}`,
    'name the right folder, or restore the file: the default configuration has all of them',
  );

const unread = (file: FileName, message: string, remedy: string): ReadText => ({
  ok: false,
  error: { file, line: 0, column: 0, path: '', message, remedy },
});

/** Of a live market; undefined: the paper market's own. */
const cadenceOf = (contents: FileContents): Ms | undefined =>
  contents['venue.yaml'].kind === 'paper' ? undefined : LIVE_CADENCE;
