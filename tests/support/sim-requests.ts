/** Requests to the server without a network: signed, and with what the account's stream said. */
import { Rest, type RestAnswer } from '../../src/sim-server/rest.ts';
import type { SimServer } from '../../src/sim-server/run.ts';
import { sign } from '../../src/venues/binance/signature.ts';
import { KEY } from './sim-server.ts';

export class Requests {
  /** Messages of the user-data stream. */
  readonly heard: Record<string, unknown>[] = [];
  private readonly server: SimServer;
  private readonly rest: Rest;

  constructor(server: SimServer) {
    this.server = server;
    this.rest = new Rest(server.desk, KEY);
    server.desk.onUserMessage = (message) => {
      this.heard.push(message as Record<string, unknown>);
    };
  }

  /** `POST /fapi/v1/order`, parameters as text or object. */
  send(name: string, parameters: Readonly<Record<string, string | number>> = {}): RestAnswer {
    const [method = '', path = ''] = name.split(' ');
    const values = new URLSearchParams();
    for (const [key, value] of Object.entries(parameters)) values.set(key, String(value));
    values.set('timestamp', String(this.server.desk.wall()));
    const text = values.toString();
    const query = `${text}&signature=${sign(text, KEY.secret)}`;
    return this.rest.answer({ method, path, query, body: '', apiKey: KEY.key });
  }

  /** Its body; throws unless it is answered well. */
  ok<T = Record<string, unknown>>(
    name: string,
    parameters: Readonly<Record<string, string | number>> = {},
  ): T {
    const { status, body } = this.send(name, parameters);
    if (status !== 200) throw new Error(`${name}: ${status} ${JSON.stringify(body)}`);
    return body as T;
  }
}
