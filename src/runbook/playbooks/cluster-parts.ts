/** The three throttles of a cluster event (playbook C): the kernel's own, or begun by hand. */
import { utc } from '../../kernel/basis/text.ts';
import type { IncidentView } from '../incidents/view.ts';
import type { Found } from './found.ts';

type Part = 'cluster_multiplier' | 'cluster_rate' | 'cluster_best_edge';

export function lookAtCluster(part: Part, { insight, kernel }: IncidentView): Found {
  const { cluster } = insight;
  if (!cluster.active) return { state: 'absent', evidence: 'no cluster event is in force' };
  const since = utc(cluster.since);
  const { riskMultiplier, entryInterval } = kernel.correlation.cluster;
  const figure = {
    cluster_multiplier: `risk x${riskMultiplier.toFixed(2)}`,
    cluster_rate: `1 new position per ${entryInterval / 60_000} min`,
    cluster_best_edge: 'only the best edge among aligned assets',
  }[part];
  return { state: 'in_force', evidence: `${figure}, cluster event since ${since}` };
}
