/** Everything of which the OpenAPI document has a schema. */
import type { DeskMessage } from '../desk.ts';
import type { Refusal } from './refused.ts';
import type { ApiReplies } from './replies.ts';

export interface Documented {
  readonly replies: ApiReplies;
  readonly refusal: Refusal;
  /** One message of `GET /api/stream`. */
  readonly stream: DeskMessage;
}
