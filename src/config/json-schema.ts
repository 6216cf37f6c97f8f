/**
 * JSON Schemas of the configuration files, for editors: what each file may contain, as written in
 * YAML. Generated from the schemas that validate, so that the two cannot differ.
 */
import { z } from 'zod';
import { FILE_NAMES, FILE_SCHEMAS } from './files.ts';

/** `septet.yaml` -> `config-septet.schema.json`. */
export const schemaFileName = (file: string): string =>
  `config-${file.replace(/\.yaml$/, '')}.schema.json`;

/** Text of every schema file, by name inside `schemas/`. */
export function configSchemaTexts(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    FILE_NAMES.map((file) => {
      const schema = z.toJSONSchema(FILE_SCHEMAS[file], { io: 'input', target: 'draft-7' });
      const titled = { ...schema, title: `Septet ${file}` };
      return [schemaFileName(file), `${JSON.stringify(titled, null, 2)}\n`];
    }),
  );
}
