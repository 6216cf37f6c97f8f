/** `GET /metrics` for Prometheus. */
import type { FastifyInstance } from 'fastify';
import type { Desk } from '../desk.ts';
import { type Exposition, openExposition } from './exposition.ts';
import type { MetricsView } from './metric.ts';

export function registerMetrics(
  app: FastifyInstance,
  desk: Desk,
  build: string,
  channels: () => MetricsView['channels'],
): void {
  let toldAt: number | null = null;
  const stop = desk.subscribe((update) => {
    if (update.kind === 'status') toldAt = performance.now();
  });
  app.addHook('onClose', async () => stop());
  let opened: Promise<Exposition> | null = null;
  app.get('/metrics', async (_request, reply) => {
    opened ??= openExposition();
    const exposition = await opened;
    const { status, processes, links } = desk.snapshot();
    const statusAge = toldAt === null ? null : performance.now() - toldAt;
    const text = await exposition.text({
      status,
      statusAge,
      processes,
      links,
      operations: status?.operations ?? null,
      channels: channels(),
      build,
    });
    return reply.header('content-type', exposition.contentType).send(text);
  });
}
