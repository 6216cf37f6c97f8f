/** The client of the bench of the exchange server, in a thread of its own: signs, sends, waits. */
import { createHmac } from 'node:crypto';
import { Agent, request } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';

export interface ClientWork {
  readonly port: number;
  readonly key: string;
  readonly secret: string;
  /** `rest`: place and cancel; `fill`: market orders that open both sides. */
  readonly mix: 'rest' | 'fill';
  readonly orders: number;
}
export interface ClientResult {
  readonly seconds: number;
  /** The first answer that was no success. */
  readonly refused: string | null;
}

const CONNECTIONS = 16;

/** Tells the thread that started this one its result. */
export async function runVenueClient(): Promise<void> {
  const work = workerData as ClientWork;
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  let refused: string | null = null;
  const send = (method: string, parameters: string): Promise<void> => {
    const text = `${parameters}&timestamp=${Date.now()}`;
    const signature = createHmac('sha256', work.secret).update(text).digest('hex');
    return new Promise((done, fail) => {
      const sent = request(
        {
          agent,
          host: '127.0.0.1',
          port: work.port,
          method,
          path: `/fapi/v1/order?${text}&signature=${signature}`,
          headers: { 'X-MBX-APIKEY': work.key },
        },
        (answer) => {
          let body = '';
          answer.setEncoding('utf8');
          answer.on('data', (part: string) => {
            body += part;
          });
          answer.on('end', () => {
            if (answer.statusCode !== 200) refused ??= body;
            done();
          });
        },
      );
      sent.on('error', fail);
      sent.end();
    });
  };
  const market = 'symbol=BTCUSDT&type=MARKET&quantity=0.002&newOrderRespType=RESULT';
  const resting = 'symbol=BTCUSDT&side=BUY&positionSide=LONG&type=LIMIT&timeInForce=GTC';
  const pair = async (id: string): Promise<void> => {
    if (work.mix === 'rest') {
      await send('POST', `${resting}&quantity=0.01&price=20000&newClientOrderId=${id}`);
      await send('DELETE', `symbol=BTCUSDT&origClientOrderId=${id}`);
    } else {
      await send('POST', `${market}&side=BUY&positionSide=LONG`);
      await send('POST', `${market}&side=SELL&positionSide=SHORT`);
    }
  };
  const run = async (orders: number): Promise<void> => {
    let left = orders / 2;
    const lines = Array.from({ length: CONNECTIONS }, async (_, line) => {
      while (left > 0) {
        left -= 1;
        await pair(`c${line}-${left}`);
      }
    });
    await Promise.all(lines);
  };
  await run(work.orders / 10);
  const began = performance.now();
  await run(work.orders);
  const result: ClientResult = { seconds: (performance.now() - began) / 1_000, refused };
  agent.destroy();
  parentPort?.postMessage(result);
}
