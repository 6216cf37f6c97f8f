/**
 * JSON Schemas of the configuration files, for editors: what each file may contain, as written in
 * YAML. Generated from the schemas that validate, so that the two cannot differ.
 */
import { z } from 'zod';
import { FILE_NAMES, FILE_SCHEMAS } from './files.ts';
import { faultPlanFile } from './schema-faults.ts';

/** `septet.yaml` -> `config-septet.schema.json`. */
export const schemaFileName = (file: string): string =>
  `config-${file.replace(/\.yaml$/, '')}.schema.json`;

/** Text of every schema file, by name inside `schemas/`. */
export function configSchemaTexts(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    FILE_NAMES.map((file) => [schemaFileName(file), textOf(FILE_SCHEMAS[file], `Septet ${file}`)]),
  );
}

/** Text of `faults.schema.json`: a plan for the simulated exchange is a file of its own. */
export const faultSchemaTexts = (): Readonly<Record<string, string>> => ({
  'faults.schema.json': textOf(faultPlanFile, 'Septet fault plan'),
});

function textOf(schema: z.ZodType, title: string): string {
  const json = z.toJSONSchema(schema, { io: 'input', target: 'draft-7' });
  return `${JSON.stringify({ ...json, title }, null, 2)}\n`;
}
