/** Every view of the desk; each is loaded when it is opened. */
import { type ComponentType, lazy } from 'react';

export interface View {
  readonly id: string;
  readonly title: string;
  readonly Body: ComponentType;
}

const view = (id: string, title: string, load: () => Promise<ComponentType>): View => ({
  ...{ id, title },
  Body: lazy(async () => ({ default: await load() })),
});

export const VIEWS: readonly View[] = [
  view('overview', 'Overview', async () => (await import('../views/overview/page.tsx')).Overview),
  view('exposure', 'Exposure', async () => (await import('../views/exposure/page.tsx')).Exposure),
  view(
    'correlation',
    'Correlation',
    async () => (await import('../views/correlation/page.tsx')).Correlation,
  ),
  view(
    'volatility',
    'Volatility',
    async () => (await import('../views/volatility/page.tsx')).Volatility,
  ),
  view(
    'execution',
    'Execution',
    async () => (await import('../views/execution/page.tsx')).Execution,
  ),
  view(
    'decisions',
    'Decisions',
    async () => (await import('../views/decisions/page.tsx')).Decisions,
  ),
  view(
    'incidents',
    'Incidents',
    async () => (await import('../views/incidents/page.tsx')).Incidents,
  ),
  view('launch', 'Launch', async () => (await import('../views/launch/page.tsx')).Launch),
  view('cadence', 'Cadence', async () => (await import('../views/cadence/page.tsx')).Cadence),
  view('reports', 'Reports', async () => (await import('../views/reports/page.tsx')).Reports),
  view('changes', 'Changes', async () => (await import('../views/changes/page.tsx')).Changes),
  view('drills', 'Drills', async () => (await import('../views/drills/page.tsx')).Drills),
  view('settings', 'Settings', async () => (await import('../views/settings/page.tsx')).Settings),
];
