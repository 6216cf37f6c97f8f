/** Every route there is. */
import { changeRoutes } from './changes.ts';
import { controlRoutes } from './control.ts';
import { decisionRoutes } from './decisions.ts';
import { operationRoutes } from './operations.ts';
import { peopleRoutes } from './people.ts';
import { portfolioRoutes } from './portfolio.ts';
import { reportRoutes } from './reports.ts';
import type { Route } from './route.ts';
import { STREAM_ROUTE } from './stream-route.ts';
import { systemRoutes } from './system.ts';

export const ROUTES: readonly Route[] = [
  ...systemRoutes,
  ...portfolioRoutes,
  STREAM_ROUTE,
  ...decisionRoutes,
  ...controlRoutes,
  ...operationRoutes,
  ...changeRoutes,
  ...reportRoutes,
  ...peopleRoutes,
];
