/** The table of all keys for `docs/configuration.md`, from the schemas and the default files. */
import { z } from 'zod';
import { isImplementation, strategyCatalog } from '../strategies/catalog.ts';
import { FILE_NAMES, FILE_SCHEMAS, type FileName } from './files.ts';

interface Row {
  readonly key: string;
  readonly value: string;
  readonly description: string;
}

/** Markdown: one table a file; `defaults` are the plain values of the default YAML files. */
export function configReference(defaults: Readonly<Record<FileName, unknown>>): string {
  const tables = FILE_NAMES.map((file) => {
    const rows = rowsOf(FILE_SCHEMAS[file], defaults[file], '');
    const lines = rows.map(
      ({ key, value, description }) => `| \`${key}\` | ${value} | ${description} |`,
    );
    return [`### ${file}`, '', '| key | default | meaning |', '|---|---|---|', ...lines].join('\n');
  });
  return `${tables.join('\n\n')}\n\n${parameterTables()}`;
}

function rowsOf(schema: z.core.$ZodType, value: unknown, key: string): readonly Row[] {
  const inner = schema instanceof z.ZodNullable ? (schema.unwrap() as z.core.$ZodType) : schema;
  const of = (name: string): string => (key === '' ? name : `${key}.${name}`);
  if (inner instanceof z.ZodObject) {
    const shape = inner.shape as Readonly<Record<string, z.core.$ZodType>>;
    return Object.entries(shape).flatMap(([name, child]) =>
      rowsOf(child, (value as Readonly<Record<string, unknown>> | null)?.[name], of(name)),
    );
  }
  const described = { key, description: z.globalRegistry.get(schema)?.description ?? '' };
  if (!(inner instanceof z.ZodRecord)) return [{ ...described, value: shown(value) }];
  const member = inner.valueType as z.core.$ZodType;
  const entries = Object.entries((value ?? {}) as Readonly<Record<string, unknown>>);
  if (key.endsWith('.parameters')) {
    return [{ ...described, value: 'see below' }];
  }
  if (!(member instanceof z.ZodObject)) {
    const values = entries.map(([name, item]) => `${name} ${shown(item)}`).join(', ');
    return [{ ...described, value: values }];
  }
  // Members side by side: one row per key of a member, the defaults of all members in it.
  const members = entries.length > 0 ? entries.map(([, item]) => item) : [undefined];
  const columns = members.map((item) => ({ rows: rowsOf(member, item, of('*')) }));
  const head: Row = { ...described, value: entries.map(([name]) => name).join(', ') || 'none' };
  const first = columns[0]?.rows ?? [];
  return [
    head,
    ...first.map((row, index) => ({
      ...row,
      value: merged(columns.map((column) => column.rows[index]?.value ?? '')),
    })),
  ];
}

/** Members of which the defaults still fit side by side. */
const MEMBERS_SHOWN = 12;

function merged(values: readonly string[]): string {
  if (new Set(values).size === 1) return values[0] ?? '';
  return values.length > MEMBERS_SHOWN ? 'see the file' : values.join(' / ');
}

function shown(value: unknown): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return `[${value.map(shown).join(', ')}]`;
  return String(value);
}

function parameterTables(): string {
  const lines = ['### Parameters of the rule sets', ''];
  lines.push(
    'Key: `strategies.*.parameters` of strategies.yaml. All of a rule set are required.',
    '',
  );
  lines.push('| rule set | parameter | default | range | meaning |', '|---|---|---|---|---|');
  for (const [name, entry] of Object.entries(strategyCatalog)) {
    if (!isImplementation(name)) continue;
    for (const [key, spec] of Object.entries(entry.parameters)) {
      const kind = spec.integer ? ', whole' : '';
      lines.push(
        `| ${name} | \`${key}\` | ${spec.default} | ${spec.min} to ${spec.max}${kind} | ${spec.description.replace(/\|/g, '\\|')} |`,
      );
    }
  }
  return `${lines.join('\n')}\n`;
}
