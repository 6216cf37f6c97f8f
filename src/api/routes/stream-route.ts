import { z } from 'zod';
import { Refused } from './refused.ts';
import { route } from './route.ts';

/** In the table like every other; whoever asks without a websocket is told what it is. */
export const STREAM_ROUTE = route({
  name: 'getStream',
  method: 'GET',
  path: '/api/stream',
  group: 'portfolio',
  summary:
    'Websocket: everything that changes, numbered; `after` goes on where a connection was lost.',
  least: 'viewer',
  query: z.strictObject({
    after: z
      .string()
      .regex(/^[0-9a-z]{1,20}-\d{1,15}$/, 'stream and number, as the last message said them')
      .optional()
      .describe('`<stream>-<sequence>` of the last message that was taken'),
  }),
  reply: 'done',
  handle: () => {
    throw new Refused(426, 'UPGRADE', 'this is a websocket: connect to it with ws://');
  },
});
