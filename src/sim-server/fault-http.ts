/** The fault plan over HTTP while the server runs: read by anybody here, changed with the key. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { FaultPlan } from '../venues/faults/plan.ts';
import type { Desk } from './desk.ts';
import type { FaultDesk } from './fault-desk.ts';

/** One thing that is wrong with a plan, with its place and what would be right. */
export interface FaultProblem {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly remedy: string;
}
/** Reads a plan from text; `taken`: ids that are given already. */
export type FaultReader = (
  text: string,
  taken: readonly string[],
) =>
  | { readonly ok: true; readonly plan: FaultPlan }
  | { readonly ok: false; readonly errors: readonly FaultProblem[] };

export interface FaultRoutes {
  readonly faults: FaultDesk;
  readonly desk: Desk;
  readonly key: string;
  readonly read: FaultReader;
}

const PATH = '/sim/faults';

export function registerFaultRoutes(
  app: FastifyInstance,
  { faults, desk, key, read }: FaultRoutes,
): void {
  const { set } = faults;
  const plan = (): object => ({
    marketTime: desk.time,
    faults: set.status(desk.time).map(({ fault, strikes, inForce }) => ({
      ...fault,
      ...{ strikes, inForce },
    })),
  });
  const allowed = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    if (request.headers['x-mbx-apikey'] === key) return;
    const message = 'changing the fault plan needs the key in the header X-MBX-APIKEY';
    await reply.code(401).send({ errors: [{ message }] });
  };
  const change = (replace: boolean) => async (request: FastifyRequest, reply: FastifyReply) => {
    const taken = replace ? [] : set.status(desk.time).map(({ fault }) => fault.id);
    const parsed = read(typeof request.body === 'string' ? request.body : '', taken);
    if (!parsed.ok) return await reply.code(400).send({ errors: parsed.errors });
    try {
      if (replace) set.replace(parsed.plan.faults, desk.time);
      else set.add(parsed.plan.faults, desk.time);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return await reply.code(400).send({ errors: [{ message: error.message }] });
    }
    faults.advance();
    return await reply.send(plan());
  };
  app.get(PATH, async () => plan());
  app.put(PATH, { onRequest: allowed }, change(true));
  app.post(PATH, { onRequest: allowed }, change(false));
  app.delete(PATH, { onRequest: allowed }, async () => {
    set.replace([], desk.time);
    faults.advance();
    return plan();
  });
  app.delete<{ Params: { id: string } }>(
    `${PATH}/:id`,
    { onRequest: allowed },
    async (request, reply) => {
      const { id } = request.params;
      if (!set.remove(id)) {
        return await reply.code(404).send({ errors: [{ message: `there is no fault "${id}"` }] });
      }
      faults.advance();
      return plan();
    },
  );
}
