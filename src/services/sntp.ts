/** One question to one NTP server (RFC 4330), over UDP. */
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import type { Clock, Ms } from '../domain/time.ts';
import type { ClockSample } from '../runbook/preflight-clock.ts';

const PACKET_BYTES = 48;
const NTP_PORT = 123;
/** Version 4, mode 3: a client asks. */
const CLIENT = 0b00_100_011;
/** Seconds from 1900 to 1970, and of one era of the protocol's 32-bit seconds. */
const UNIX_EPOCH_S = 2_208_988_800;
const ERA_S = 4_294_967_296;

export interface SntpOptions {
  /** `now`: the clock of this host that is to be judged. */
  readonly clock: Clock;
  readonly timeout: Ms;
}

/** Own and server's time of one exchange; rejects in words when there is no answer to believe. */
export async function askTime(
  server: string,
  { clock, timeout }: SntpOptions,
): Promise<ClockSample> {
  const { host, port, family } = addressOf(server);
  // What the server must repeat: nobody who did not see the question can answer it.
  const nonce = randomBytes(8);
  const question = Buffer.alloc(PACKET_BYTES);
  question[0] = CLIENT;
  nonce.copy(question, 40);
  return new Promise((resolve, reject) => {
    const socket = createSocket(family);
    let sentAt = clock.now();
    let asked = clock.monotonic();
    let ended = false;
    const end = (settle: () => void): void => {
      if (ended) return;
      ended = true;
      clearTimeout(timer);
      socket.close();
      settle();
    };
    const fail = (text: string): void => end(() => reject(new Error(text)));
    const timer = setTimeout(() => fail(`no answer in ${timeout} ms`), timeout);
    socket.once('error', (error: NodeJS.ErrnoException) => fail(error.code ?? error.message));
    // Connected, so that the system drops what comes from elsewhere and tells of a closed port.
    socket.connect(port, host, (error?: NodeJS.ErrnoException) => {
      // Called for a name that leads nowhere, too.
      if (error) return fail(error.code ?? error.message);
      sentAt = clock.now();
      asked = clock.monotonic();
      socket.send(question);
    });
    socket.once('message', (answer) => {
      const receivedAt = sentAt + (clock.monotonic() - asked);
      const time = serverTimeOf(answer, nonce);
      if (typeof time === 'string') fail(time);
      else end(() => resolve({ sentAt, receivedAt, serverTime: time }));
    });
  });
}

/** The middle of the server's receiving and answering, epoch ms; or why it is not believed. */
function serverTimeOf(answer: Buffer, nonce: Buffer): number | string {
  if (answer.length < PACKET_BYTES) return `an answer of ${answer.length} bytes is no NTP`;
  if ((answer[0]! & 0b111) !== 4) return 'an answer that is none of a server';
  if (!answer.subarray(24, 32).equals(nonce)) return 'an answer to another question';
  const stratum = answer[1]!;
  if (stratum === 0) return `refused (${kissOf(answer)})`;
  if (stratum > 15 || answer[0]! >> 6 === 3) return 'its own clock is not synchronised';
  const receivedAt = timeAt(answer, 32);
  const answeredAt = timeAt(answer, 40);
  if (receivedAt === null || answeredAt === null || answeredAt < receivedAt) {
    return 'an answer with impossible times';
  }
  return (receivedAt + answeredAt) / 2;
}

/** A server that wants no more questions says so in four letters, for example RATE. */
function kissOf(answer: Buffer): string {
  const code = answer.toString('latin1', 12, 16);
  return /^[A-Z0-9]{4}$/.test(code) ? code : 'no reason given';
}

/** Epoch ms of a 64-bit NTP time; null when it is not set. Seconds below 2^31 are of the next era. */
function timeAt(answer: Buffer, at: number): number | null {
  const seconds = answer.readUInt32BE(at);
  const fraction = answer.readUInt32BE(at + 4);
  if (seconds === 0 && fraction === 0) return null;
  const era = seconds < ERA_S / 2 ? ERA_S : 0;
  return (seconds + era - UNIX_EPOCH_S) * 1_000 + (fraction / ERA_S) * 1_000;
}

interface ServerAddress {
  readonly host: string;
  readonly port: number;
  readonly family: 'udp4' | 'udp6';
}

/** `host`, `host:port`, `[v6]`, `[v6]:port`. */
function addressOf(server: string): ServerAddress {
  const six = /^\[([^\]]+)\](?::(\d+))?$/.exec(server);
  const [, host = server, port] = six ?? /^([^:]+)(?::(\d+))?$/.exec(server) ?? [];
  const number = Number(port ?? NTP_PORT);
  if (number < 1 || number > 65_535) throw new Error(`there is no port ${number}`);
  return { host, port: number, family: six === null ? 'udp4' : 'udp6' };
}
