import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import { ping } from './ping.js';
import type { Flow, ProbeBatch, Verdict } from './protocol.js';
import { nameIn } from './servers.js';

const TICK_MS = 50;

/** How often a UDP probe is sent again, since a datagram may be lost. */
const DATAGRAM_EVERY_MS = 250;

const REFUSED: Verdict = { answer: 'refused', by: null };
const DROPPED: Verdict = { answer: 'dropped', by: null };

/**
 * Errors where the kernel or a router has no route, or where a local packet filter drops the
 * packet.
 */
const NO_ROUTE = ['EHOSTUNREACH', 'ENETUNREACH', 'EACCES', 'EPERM', 'ETIMEDOUT'];

/**
 * Tries all flows at once from this namespace, and waits for an answer to each.
 * @returns a verdict for each, in their order
 */
export function attempt(batch: ProbeBatch): Promise<Verdict[]> {
  const silence = silenceOf(batch.milliseconds);
  return Promise.all(batch.flows.map((flow) => attemptOne(flow, batch, silence)));
}

/**
 * Counts ticks rather than time. On a busy host no ticks are counted while this process does not
 * run, so that an answer which waits to be read is not taken for silence.
 */
function silenceOf(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    let left = Math.ceil(milliseconds / TICK_MS);
    const timer = setInterval(() => {
      left -= 1;
      if (left > 0) return;
      clearInterval(timer);
      resolve();
    }, TICK_MS);
  });
}

async function attemptOne(
  flow: Flow,
  { milliseconds, awaits }: ProbeBatch,
  silence: Promise<void>,
): Promise<Verdict> {
  switch (flow.protocol) {
    case 'icmp':
      return (await ping(flow.address, milliseconds)) ? { answer: 'answered', by: null } : DROPPED;
    case 'tcp':
      return attemptTcp(flow, awaits, silence);
    case 'udp':
      return attemptUdp(flow, silence);
  }
}

function attemptTcp(
  { address, port }: Flow,
  awaits: ProbeBatch['awaits'],
  silence: Promise<void>,
): Promise<Verdict> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address, port });
    let accepted = false;
    let said = '';
    const end = (verdict: Verdict) => {
      resolve(verdict);
      socket.destroy();
    };
    socket.setEncoding('utf8');
    socket.on('connect', () => {
      accepted = true;
      if (awaits === 'accept') end(answeredBy(said));
    });
    socket.on('data', (text) => {
      said += text;
      if (said.includes('\n')) end(answeredBy(said));
    });
    socket.on('end', () => end(answeredBy(said)));
    socket.on('error', (error) => {
      const verdict = verdictOf(error);
      if (verdict === null) reject(error);
      else end(verdict);
    });
    // A server that accepts and then waits for a request is not one of our agents.
    silence.then(() => end(accepted ? answeredBy(said) : DROPPED));
  });
}

function attemptUdp({ address, port }: Flow, silence: Promise<void>): Promise<Verdict> {
  return new Promise((resolve, reject) => {
    const socket = createSocket('udp4');
    let repeat: NodeJS.Timeout | undefined;
    let ended = false;
    const end = (verdict: Verdict) => {
      if (ended) return;
      ended = true;
      clearInterval(repeat);
      resolve(verdict);
      socket.close();
    };
    const fail = (error: Error) => {
      const verdict = verdictOf(error);
      if (verdict === null) reject(error);
      // A datagram that can't be sent now may be sent later; silence decides.
      else if (verdict !== DROPPED) end(verdict);
    };
    socket.on('error', fail);
    socket.on('message', (message) => end(answeredBy(message.toString())));
    // Connected, so that the socket reports a closed port. The callback gets an error, if anything.
    socket.connect(port, address, (...errors: Error[]) => {
      for (const error of errors) return fail(error);
      const send = () => socket.send('?\n', (error) => error && !ended && fail(error));
      send();
      repeat = setInterval(send, DATAGRAM_EVERY_MS);
    });
    silence.then(() => end(DROPPED));
  });
}

function answeredBy(said: string): Verdict {
  return { answer: 'answered', by: nameIn(said) };
}

/** Null for an error that says nothing about the way to the address. */
function verdictOf(error: Error & { code?: string }): Verdict | null {
  if (error.code === 'ECONNREFUSED' || error.code === 'ECONNRESET') return REFUSED;
  return NO_ROUTE.includes(error.code ?? '') ? DROPPED : null;
}
