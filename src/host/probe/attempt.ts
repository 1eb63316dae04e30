import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import { ping } from './ping.js';
import type { Flow, Verdict } from './protocol.js';
import { nameIn } from './servers.js';

const TICK_MS = 50;

/** A datagram may be lost; one of these is not. */
const DATAGRAM_EVERY_MS = 250;

const REFUSED: Verdict = { answer: 'refused', by: null };
const DROPPED: Verdict = { answer: 'dropped', by: null };

/** What the kernel says where it, or a router, knows no way, or where a packet filter takes what is sent. */
const NO_WAY = ['EHOSTUNREACH', 'ENETUNREACH', 'EACCES', 'EPERM', 'ETIMEDOUT'];

/**
 * Tries all flows at once from this machine, and waits for an answer to each.
 * @returns a verdict for each, in their order
 */
export function attempt(flows: readonly Flow[], milliseconds: number): Promise<Verdict[]> {
  const silence = silenceOf(milliseconds);
  return Promise.all(flows.map((flow) => attemptOne(flow, milliseconds, silence)));
}

/**
 * Counts ticks rather than time: on a busy machine they are left out while this process does not run, and an answer
 * that waits to be read is not taken for silence.
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
  milliseconds: number,
  silence: Promise<void>,
): Promise<Verdict> {
  switch (flow.protocol) {
    case 'icmp':
      return (await ping(flow.address, milliseconds)) ? { answer: 'answered', by: null } : DROPPED;
    case 'tcp':
      return attemptTcp(flow, silence);
    case 'udp':
      return attemptUdp(flow, silence);
  }
}

function attemptTcp({ address, port }: Flow, silence: Promise<void>): Promise<Verdict> {
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
    // Whoever accepts and then waits to be spoken to is none of ours.
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
      // What is not sent now may be sent later; silence decides.
      else if (verdict !== DROPPED) end(verdict);
    };
    socket.on('error', fail);
    socket.on('message', (message) => end(answeredBy(message.toString())));
    // Connected, so that it hears of a port on which nobody listens. What it is given is an error, if anything.
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

/** Null for trouble that says nothing of the way. */
function verdictOf(error: Error & { code?: string }): Verdict | null {
  if (error.code === 'ECONNREFUSED' || error.code === 'ECONNRESET') return REFUSED;
  return NO_WAY.includes(error.code ?? '') ? DROPPED : null;
}
