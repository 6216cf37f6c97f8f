/**
 * Writes schemas/openapi.json from the table of routes and the types of its answers, and the types
 * of the client from that document. `npm run openapi`
 */
import { readFileSync, writeFileSync } from 'node:fs';
import openapiTS, { astToString } from 'openapi-typescript';
import { createGenerator } from 'ts-json-schema-generator';
import { type JsonSchema, openApiDocument } from '../src/api/openapi.ts';
import { ROUTES } from '../src/api/routes/table.ts';

const HEADER = '/** Made by `npm run openapi` of schemas/openapi.json: never by hand. */\n';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
const document = openApiDocument(ROUTES, answerSchemas(), version);
const text = `${JSON.stringify(document, null, 2)}\n`;
writeFileSync('schemas/openapi.json', text);
const tree = await openapiTS(text, { immutable: true, defaultNonNullable: false });
writeFileSync('schemas/openapi.d.ts', HEADER + astToString(tree));
console.log(`${ROUTES.length} routes, ${Object.keys(document.components.schemas).length} schemas`);

/** Schemas of every answer, of a refusal and of the messages of the stream. */
function answerSchemas(): Parameters<typeof openApiDocument>[1] {
  const generator = createGenerator({
    path: 'src/api/routes/documented.ts',
    tsconfig: 'tsconfig.json',
    skipTypeCheck: true,
    additionalProperties: false,
  });
  const { definitions = {} } = generator.createSchema('Documented');
  const { Documented, ApiReplies, ...rest } = plain(definitions) as Record<string, JsonSchema>;
  void Documented;
  const replies = (ApiReplies as { readonly properties: Record<string, JsonSchema> }).properties;
  const schemas = Object.fromEntries(
    Object.entries(rest)
      .filter(([name]) => !name.startsWith('Brand<'))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  return { replies, schemas };
}

/** A branded string is a string to everybody else; references as the document has them. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const { $ref, ...others } = value as { readonly $ref?: unknown };
  const rest = Object.fromEntries(
    Object.entries(others).map(([key, inner]) => [key, plain(inner)] as const),
  );
  if (typeof $ref !== 'string') return rest;
  const name = decodeURIComponent($ref.replace('#/definitions/', ''));
  if (name.startsWith('Brand<string')) return { type: 'string', ...rest };
  return { $ref: `#/components/schemas/${name}`, ...rest };
}
