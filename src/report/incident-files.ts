/** An incident in every form it is exported in (requirement WF-8). */
import type { DecisionRecord } from '../domain/decision.ts';
import type { Incident } from '../domain/incidents.ts';
import { incidentHtml } from './incident-html.ts';
import { incidentMarkdown, refusedMeanwhile } from './incident-markdown.ts';

export const INCIDENT_FORMATS = ['md', 'json', 'html'] as const;
export type IncidentFormat = (typeof INCIDENT_FORMATS)[number];

/** `decisions`: those that may have been refused while it was open. */
export function renderIncident(
  incident: Incident,
  decisions: readonly DecisionRecord[],
  format: IncidentFormat,
): string {
  const refused = refusedMeanwhile(incident, decisions);
  if (format === 'html') return incidentHtml(incident, refused);
  if (format === 'md') return incidentMarkdown(incident, refused);
  return `${JSON.stringify({ ...incident, refusedMeanwhile: Object.fromEntries(refused) }, null, 2)}\n`;
}
