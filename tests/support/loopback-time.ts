/** An NTP server on this machine that answers as a test says. */
import { createSocket, type Socket } from 'node:dgram';

const UNIX_EPOCH_S = 2_208_988_800;

export interface TimeScript {
  /** Its clock minus that of this machine, ms. */
  readonly offset?: number;
  readonly stratum?: number;
  /** Four letters of a refusal. */
  readonly kiss?: string;
  /** Bytes of the answer that are sent. */
  readonly length?: number;
  /** Leap indicator: 3 means that its clock is not synchronised. */
  readonly leap?: number;
  readonly mode?: number;
  /** Repeats something else than it was sent. */
  readonly forged?: boolean;
  /** Answers no more after so many questions. */
  readonly answers?: number;
  /** Its times are not set. */
  readonly blank?: boolean;
}

export class LoopbackTime {
  asked = 0;
  private readonly socket: Socket = createSocket('udp4');

  constructor(script: TimeScript = {}) {
    this.socket.on('message', (question, from) => {
      this.asked += 1;
      if (this.asked > (script.answers ?? Number.POSITIVE_INFINITY)) return;
      this.socket.send(answerTo(question, script), from.port, from.address);
    });
  }

  /** The server as in configuration, like `127.0.0.1:40123`. */
  async listen(): Promise<string> {
    await new Promise<void>((done) => this.socket.bind(0, '127.0.0.1', done));
    return `127.0.0.1:${this.socket.address().port}`;
  }

  async close(): Promise<void> {
    await new Promise<void>((done) => this.socket.close(() => done()));
  }
}

function answerTo(question: Buffer, script: TimeScript): Buffer {
  const answer = Buffer.alloc(48);
  answer[0] = ((script.leap ?? 0) << 6) | (4 << 3) | (script.mode ?? 4);
  answer[1] = script.stratum ?? 2;
  answer.write(script.kiss ?? '', 12, 'latin1');
  if (script.forged !== true) question.copy(answer, 24, 40, 48);
  const now = Date.now() + (script.offset ?? 0);
  if (script.blank !== true) for (const at of [32, 40]) writeTime(answer, at, now);
  return answer.subarray(0, script.length ?? 48);
}

function writeTime(packet: Buffer, at: number, ms: number): void {
  const seconds = Math.floor(ms / 1_000);
  // The 32 bits start again in 2036.
  packet.writeUInt32BE((seconds + UNIX_EPOCH_S) % 4_294_967_296, at);
  packet.writeUInt32BE(Math.floor(((ms % 1_000) / 1_000) * 4_294_967_296), at + 4);
}
