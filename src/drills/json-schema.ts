/** JSON Schemas of a drill's files: the scenario for editors, the report for its readers. */
import { z } from 'zod';
import { drillReport } from './report.ts';
import { scenarioFile } from './schema.ts';

export function drillSchemaTexts(): Readonly<Record<string, string>> {
  const text = (schema: object, title: string): string =>
    `${JSON.stringify({ ...schema, title }, null, 2)}\n`;
  const scenario = z.toJSONSchema(scenarioFile, { io: 'input', target: 'draft-7' });
  return {
    'drill-report.schema.json': text(z.toJSONSchema(drillReport), 'Report of a Septet drill'),
    'scenario.schema.json': text(scenario, 'Septet drill scenario'),
  };
}
