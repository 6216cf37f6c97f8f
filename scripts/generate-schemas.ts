/**
 * Writes what is generated from schemas in code: schemas/*.schema.json of the configuration and of
 * the file formats, and the reference in docs/configuration.md. A test fails while they are not up to date.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { formatSchemaTexts } from '../src/backtest/formats.ts';
import { alertReference } from '../src/config/alert-reference.ts';
import { FILE_NAMES, type FileName } from '../src/config/files.ts';
import { configSchemaTexts, faultSchemaTexts } from '../src/config/json-schema.ts';
import { loadConfig } from '../src/config/load.ts';
import { configReference } from '../src/config/reference.ts';
import { withReference } from '../src/config/reference-section.ts';
import { drillSchemaTexts } from '../src/drills/json-schema.ts';

const root = process.cwd();
const schemas = {
  ...configSchemaTexts(),
  ...faultSchemaTexts(),
  ...formatSchemaTexts(),
  ...drillSchemaTexts(),
};
for (const [name, text] of Object.entries(schemas)) {
  writeFileSync(join(root, 'schemas', name), text);
}
const defaults = Object.fromEntries(
  FILE_NAMES.map((file) => [file, parse(readFileSync(join(root, 'config', file), 'utf8'))]),
) as Record<FileName, unknown>;
const page = join(root, 'docs', 'configuration.md');
writeFileSync(page, withReference(readFileSync(page, 'utf8'), configReference(defaults)));
const loaded = loadConfig(join(root, 'config'), { speed: 1 });
if (loaded.ok) {
  const alerts = join(root, 'docs', 'alerts.md');
  const table = alertReference(loaded.config.alerts.rules);
  writeFileSync(alerts, withReference(readFileSync(alerts, 'utf8'), table));
}
console.log(`${Object.keys(schemas).length} schemas and the reference are up to date`);
