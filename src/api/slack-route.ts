/**
 * `POST /chat/slack`: what a reverse proxy forwards of Slack's slash commands. The checks of host
 * and origin hold here as everywhere: the proxy names a loopback host, and Slack sends no origin.
 */
import type { FastifyInstance } from 'fastify';
import type { SlackCommands } from '../chat/slack.ts';

const FORM = 'application/x-www-form-urlencoded';

/** In a scope of its own: no other route takes forms. */
export async function chatRoute(app: FastifyInstance, slack: SlackCommands): Promise<void> {
  await app.register(async (scope) => {
    // The signature is of the bytes as they came.
    scope.addContentTypeParser(FORM, { parseAs: 'string' }, (_request, body, done) => {
      done(null, body);
    });
    scope.post('/chat/slack', async (request, reply) => {
      const { headers, body } = request;
      const one = (name: string): string | undefined => {
        const value = headers[name];
        return typeof value === 'string' ? value : undefined;
      };
      if (typeof body !== 'string') return reply.code(400).send({ error: `send a form: ${FORM}` });
      const { status, body: answer } = await slack.take({
        timestamp: one('x-slack-request-timestamp'),
        signature: one('x-slack-signature'),
        body,
      });
      return answer === null ? reply.code(status).send('') : reply.code(status).send(answer);
    });
  });
}
