/** Turns what a schema found into errors with place and remedy. */
import { z } from 'zod';
import { type ConfigError, type Path, pathText } from './errors.ts';
import { nearestName } from './nearest.ts';
import type { YamlSource } from './yaml-source.ts';

/** All errors of one file against its schema; empty when it is valid. */
export function schemaErrors(schema: z.core.$ZodType, source: YamlSource): readonly ConfigError[] {
  const parsed = z.safeParse(schema, source.value);
  if (parsed.success) return [];
  return parsed.error.issues.flatMap((issue) => issueErrors(schema, source, issue));
}

function issueErrors(
  schema: z.core.$ZodType,
  source: YamlSource,
  issue: z.core.$ZodIssue,
): readonly ConfigError[] {
  const path = issue.path.filter((part) => typeof part !== 'symbol') as Path;
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(schema, path);
    return issue.keys.map((key) => ({
      file: source.file,
      ...source.atKey([...path, key]),
      path: pathText([...path, key]),
      message: 'unknown key',
      remedy: unknownKeyRemedy(key, known),
    }));
  }
  const place = { file: source.file, path: pathText(path) };
  if (!source.has(path)) {
    // At the key of the section that lacks it.
    const where = source.atKey(path.slice(0, -1));
    const remedy = `add it: ${wanted(schema, path)}`;
    return [{ ...place, ...where, message: 'is missing', remedy }];
  }
  const remedy = remedyOf(issue);
  if (remedy !== undefined) {
    return [{ ...place, ...source.at(path), message: issue.message, remedy }];
  }
  if (issue.code === 'invalid_key') {
    const inner = issue.issues[0];
    return [
      {
        ...place,
        ...source.atKey(path),
        message: inner?.message ?? 'is not a valid name',
        remedy: (inner && remedyOf(inner)) ?? 'rename it',
      },
    ];
  }
  return [
    {
      ...place,
      ...source.at(path),
      message: isSection(issue) ? 'expected a section of keys' : issue.message,
      remedy: `here belongs: ${wanted(schema, path)}`,
    },
  ];
}

const isSection = (issue: z.core.$ZodIssue): boolean =>
  issue.code === 'invalid_type' && issue.expected === 'object';

function remedyOf(issue: z.core.$ZodIssue): string | undefined {
  if (issue.code !== 'custom') return undefined;
  const { remedy } = issue.params ?? {};
  return typeof remedy === 'string' ? remedy : undefined;
}

function unknownKeyRemedy(key: string, known: readonly string[]): string {
  const near = nearestName(key, known);
  if (near !== undefined) return `did you mean ${near}?`;
  return known.length > 0 ? `remove it; known here: ${known.join(', ')}` : 'remove it';
}

/** What the schema says about the value at a path, in the words of its description. */
function wanted(schema: z.core.$ZodType, path: Path): string {
  const found = schemaAt(schema, path);
  const description = found ? z.globalRegistry.get(found)?.description : undefined;
  return description ?? `a section with ${keysAt(schema, path).join(', ') || 'its keys'}`;
}

function keysAt(schema: z.core.$ZodType, path: Path): readonly string[] {
  const found = unwrapped(schemaAt(schema, path));
  return found instanceof z.ZodObject ? Object.keys(found.shape) : [];
}

/** The schema of the value at a path; undefined where the schema has no such place. */
function schemaAt(schema: z.core.$ZodType, path: Path): z.core.$ZodType | undefined {
  let current: z.core.$ZodType | undefined = schema;
  for (const part of path) {
    const inner: z.core.$ZodType | undefined = unwrapped(current);
    if (inner instanceof z.ZodObject) {
      current = (inner.shape as Record<string, z.core.$ZodType>)[String(part)];
    } else if (inner instanceof z.ZodRecord) current = inner.valueType as z.core.$ZodType;
    else if (inner instanceof z.ZodArray) current = inner.element as z.core.$ZodType;
    else if (inner instanceof z.ZodTuple) current = inner._zod.def.items[Number(part)];
    else if (inner instanceof z.ZodUnion) {
      current = inner.options.find((option) => option instanceof z.ZodArray)?.element as
        | z.core.$ZodType
        | undefined;
    } else return undefined;
  }
  return current;
}

function unwrapped(schema: z.core.$ZodType | undefined): z.core.$ZodType | undefined {
  let current = schema;
  while (
    current instanceof z.ZodNullable ||
    current instanceof z.ZodOptional ||
    current instanceof z.ZodDefault ||
    current instanceof z.ZodPrefault
  ) {
    current = current.unwrap() as z.core.$ZodType;
  }
  return current;
}
