/** What `GET /metrics` answers, for Prometheus. */
import type { Desk } from '../desk.ts';
import type { TextReply } from '../routes/replies.ts';
import { type Exposition, openExposition } from './exposition.ts';
import type { MetricsView } from './metric.ts';

export function scraper(
  desk: Desk,
  build: string,
  channels: () => MetricsView['channels'],
): () => Promise<TextReply> {
  let toldAt: number | null = null;
  desk.subscribe((update) => {
    if (update.kind === 'status') toldAt = performance.now();
  });
  let opened: Promise<Exposition> | null = null;
  return async () => {
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
    return { contentType: exposition.contentType, text };
  };
}
