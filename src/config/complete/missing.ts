/** What this build asks of a file and the file does not have. */
import { z } from 'zod';
import { isImplementation, strategyCatalog } from '../../strategies/catalog.ts';
import type { Path } from '../errors.ts';
import { FILE_SCHEMAS, type FileName } from '../files.ts';
import { valueAt } from '../findings.ts';
import type { YamlSource } from '../yaml-source.ts';

/** Paths of required keys that are not there, each once; a value that is wrong is none. */
export function missingPaths(file: FileName, source: YamlSource): readonly Path[] {
  const paths = [...bySchema(FILE_SCHEMAS[file], source), ...byCatalog(file, source.value)];
  // Under what is there: else the section itself is what is missing.
  return paths.filter((path) => !source.has(path) && isSection(source.value, path.slice(0, -1)));
}

function bySchema(schema: z.core.$ZodType, { value }: YamlSource): readonly Path[] {
  const parsed = z.safeParse(schema, value);
  if (parsed.success) return [];
  return parsed.error.issues
    .filter(({ code }) => code !== 'unrecognized_keys')
    .map(({ path }) => path.filter((part) => typeof part !== 'symbol') as Path)
    .filter((path) => path.length > 0);
}

/** Parameters that the implementation of a strategy needs. */
function byCatalog(file: FileName, value: unknown): readonly Path[] {
  const strategies = valueAt(value, ['strategies']);
  if (file !== 'strategies.yaml' || typeof strategies !== 'object' || strategies === null)
    return [];
  return Object.keys(strategies).flatMap((id) => {
    const name = valueAt(strategies, [id, 'implementation']);
    if (typeof name !== 'string' || !isImplementation(name)) return [];
    return Object.keys(strategyCatalog[name].parameters).map(
      (key): Path => ['strategies', id, 'parameters', key],
    );
  });
}

const isSection = (value: unknown, path: Path): boolean => {
  const found = valueAt(value, path);
  return typeof found === 'object' && found !== null && !Array.isArray(found);
};
