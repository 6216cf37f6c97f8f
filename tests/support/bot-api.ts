/** A Bot API server on this machine: takes messages, hands out updates by long polling. */
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Sent {
  readonly method: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

export class BotApi {
  readonly sent: Sent[] = [];
  /** Set: every answer is this failure. */
  failure: { readonly status: number; readonly body: object } | null = null;
  private readonly server: Server;
  private updates: { readonly update_id: number; readonly message: object }[] = [];
  private waiting: { readonly offset: number; readonly response: ServerResponse }[] = [];
  private nextUpdate = 1;

  constructor(token: string) {
    this.server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      request.on('end', () => {
        const method = (request.url ?? '').replace(`/bot${token}/`, '');
        const parameters = (body === '' ? {} : JSON.parse(body)) as Sent['parameters'];
        this.sent.push({ method, parameters });
        this.answer(method, parameters, response);
      });
    });
  }

  /** Somebody writes into a chat. */
  say(user: number, text: string, more: object = {}): void {
    const message = {
      message_id: this.nextUpdate,
      date: Math.floor(Date.now() / 1_000),
      chat: { id: -1001, type: 'supergroup', title: 'desk' },
      from: { id: user, is_bot: false, first_name: 'somebody' },
      text,
      ...more,
    };
    this.updates.push({ update_id: this.nextUpdate, message });
    this.nextUpdate += 1;
    for (const { offset, response } of this.waiting.splice(0)) this.hand(offset, response);
  }

  /** Texts that were sent to the chat. */
  texts(): readonly string[] {
    return this.sent
      .filter(({ method }) => method === 'sendMessage')
      .map(({ parameters }) => String(parameters['text']));
  }

  async listen(): Promise<string> {
    await new Promise<void>((done) => this.server.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((done) => this.server.close(() => done()));
  }

  private answer(method: string, parameters: Sent['parameters'], response: ServerResponse): void {
    if (this.failure !== null) {
      reply(response, this.failure.status, this.failure.body);
      return;
    }
    if (method === 'getUpdates') {
      this.hand(Number(parameters['offset'] ?? 0), response);
      return;
    }
    const user = { id: 1, is_bot: true, first_name: 'septet', username: 'septet_bot' };
    const message = { message_id: 1, date: 0, chat: { id: -1001, type: 'supergroup' } };
    reply(response, 200, { ok: true, result: method === 'getMe' ? user : message });
  }

  /** At once when there are some, else when somebody says something. */
  private hand(offset: number, response: ServerResponse): void {
    this.updates = this.updates.filter(({ update_id: id }) => id >= offset);
    if (this.updates.length === 0) this.waiting.push({ offset, response });
    else reply(response, 200, { ok: true, result: this.updates });
  }
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
