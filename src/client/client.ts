/** The API with types: every path, what it takes and what it answers, from the OpenAPI document. */
import createClient, { type Client, type ClientOptions } from 'openapi-fetch';
import type { components, paths } from '../../schemas/openapi.d.ts';

export type SeptetClient = Client<paths>;
export type Schemas = components['schemas'];

/** In a page: of the server it came from. Elsewhere `baseUrl` names it, a header the token. */
export const septetClient = (options: ClientOptions = {}): SeptetClient =>
  createClient<paths>(options);
