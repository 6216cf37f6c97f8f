/**
 * The OpenAPI document of the table of routes: requests from the schemas that check them, answers
 * from the types they are written in.
 */
import { z } from 'zod';
import type { Route } from './routes/route.ts';

export type JsonSchema = Readonly<Record<string, unknown>>;

export interface OpenApiParameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required: boolean;
  readonly description?: string;
  readonly schema: JsonSchema;
}

interface Content {
  readonly schema: JsonSchema;
}

export interface OpenApiOperation {
  readonly operationId: string;
  readonly tags: readonly [string];
  readonly summary: string;
  readonly 'x-least-role': string | null;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters: readonly OpenApiParameter[];
  readonly requestBody?: {
    readonly required: true;
    readonly content: { readonly 'application/json': Content };
  };
  readonly responses: {
    readonly '200': OpenApiResponse;
    readonly default: { readonly $ref: string };
  };
}

interface OpenApiResponse {
  readonly description: string;
  readonly content: Readonly<Record<string, Content>>;
}

export interface OpenApiDocument {
  readonly openapi: '3.1.0';
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>;
    readonly responses: Readonly<Record<string, OpenApiResponse>>;
    readonly securitySchemes: Readonly<Record<string, JsonSchema>>;
  };
}

const TAGS: Readonly<Record<Route['group'], string>> = {
  system: 'Whether this server lives, and what it can be asked.',
  portfolio: 'What the portfolio is now, and what happened to it.',
  decisions: 'Every entry that was allowed or refused, and why.',
  control: 'Halt, resume, flatten, profile, overrides, second persons.',
  operations: 'Alerts, incidents, tasks, the launch.',
  changes: 'Versions of the configuration, paper validation, rollback.',
  reports: 'Reports, hand-over, drills.',
  people: 'Who asks, who may, how the desk is reached.',
};

const DESCRIPTION =
  'Answers on loopback only. Where people are registered, say who you are with your token (Authorization: Bearer) or a session (POST /api/session). What closes, reduces or acknowledges needs neither. Times are epoch milliseconds, UTC, market time unless said otherwise; fractions are fractions (0.02 is 2 %).';

/** What a refusal can be, whatever is asked. */
const REFUSED =
  'Refused, with a code and words. 400: not as described, every error at once; 401: no token, or one that is nobody’s or expired; 403: the role does not suffice, or another origin asks; 404: none of this name; 409: refused by whoever would have to do it; 429: too many requests; 502, 504: a service did not do its part, or not in time; 503: the orchestrator has not spoken yet.';

/** `answers`: schema of `ApiReplies`, its parts under `definitions`. */
export function openApiDocument(
  routes: readonly Route[],
  answers: {
    readonly replies: Readonly<Record<string, JsonSchema>>;
    readonly schemas: Readonly<Record<string, JsonSchema>>;
  },
  version: string,
): OpenApiDocument {
  const paths: Record<string, Record<string, OpenApiOperation>> = {};
  for (const route of routes) {
    const methods = paths[route.path] ?? {};
    methods[route.method.toLowerCase()] = operationOf(route, answers.replies);
    paths[route.path] = methods;
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Septet', version, description: DESCRIPTION },
    servers: [{ url: '/' }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      schemas: answers.schemas,
      responses: {
        Refused: {
          description: REFUSED,
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Refusal' } } },
        },
      },
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'A token of septet people.' },
        session: { type: 'apiKey', in: 'cookie', name: 'septet_<portfolio>' },
      },
    },
  };
}

function operationOf(
  route: Route,
  replies: Readonly<Record<string, JsonSchema>>,
): OpenApiOperation {
  const { name, group, summary, least, params, query, body, reply } = route;
  const answered: Readonly<Record<string, Content>> =
    reply === 'text'
      ? { 'text/plain': { schema: { type: 'string' } } }
      : { 'application/json': { schema: replies[reply] ?? {} } };
  return {
    operationId: name,
    tags: [group],
    summary,
    'x-least-role': least,
    security:
      least === null ? [{}, { token: [] }, { session: [] }] : [{ token: [] }, { session: [] }],
    parameters: [...parametersOf(params, 'path'), ...parametersOf(query, 'query')],
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: schemaOf(body) } },
          },
        }),
    responses: {
      '200': { description: 'as asked', content: answered },
      default: { $ref: '#/components/responses/Refused' },
    },
  };
}

/** As it is sent: what has a default may be left out. */
function schemaOf(schema: z.ZodType): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return rest;
}

function parametersOf(
  schema: z.ZodObject | undefined,
  where: 'path' | 'query',
): readonly OpenApiParameter[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = schemaOf(schema) as {
    readonly properties?: Readonly<Record<string, JsonSchema>>;
    readonly required?: readonly string[];
  };
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    ...(typeof description === 'string' ? { description } : {}),
    schema: rest,
  }));
}
