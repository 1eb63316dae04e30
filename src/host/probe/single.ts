import { isVpcctlError } from '@vpcctl/sdk';
import { runProgram } from '../process/run.js';

/** A single probe: where it starts, and its destination. */
export interface Probe {
  /** The named network namespace to send from; null is the host's own. */
  readonly namespace: string | null;
  /** IPv4, dotted. */
  readonly address: string;
  readonly protocol: 'ping' | 'tcp' | 'udp';
  /** 0 for ping. */
  readonly port: number;
}

/**
 * The result of a probe. `refused`: the packets arrive, but the port is closed. `silent`: nothing
 * came back in time, or a router or this kernel has no route.
 */
export type ProbeAnswer = 'answered' | 'refused' | 'silent';

/** How long a probe waits for an answer. A lost SYN is sent again after one second. */
export const PROBE_MS = 2000;

/** The programs that probes run, each with its Debian package. */
export const PROBE_PROGRAMS = { ip: 'iproute2', ping: 'iputils-ping' } as const;

/** Node runs it, so that no netcat is needed. Arguments: protocol, address, port, milliseconds. */
const SCRIPT = `
const [protocol, host, port, limit] = process.argv.slice(1);
const end = (answer) => { process.stdout.write(answer, () => process.exit()); };
const fail = ({ code }) => end(code === 'ECONNREFUSED' ? 'refused' : 'silent');
setTimeout(end, Number(limit), 'silent');
if (protocol === 'tcp') {
  require('node:net').connect({ host, port: Number(port) }, () => end('answered')).on('error', fail);
} else {
  const socket = require('node:dgram').createSocket('udp4');
  socket.on('error', fail).on('message', () => end('answered'));
  socket.connect(Number(port), host, () => {
    const send = () => socket.send('vpcctl\\n', (error) => error && fail(error));
    send();
    setInterval(send, Number(limit) / 4);
  });
}`;

/**
 * Sends real packets through the kernel and waits for an answer, {@link PROBE_MS} at most.
 * @throws VpcctlError `HOST_PROGRAM_MISSING`; `HOST_STEP_FAILED` where a connection could not even
 *   be tried; `HOST_INTERRUPTED`
 */
export async function probe(
  { namespace, address, protocol, port }: Probe,
  signal?: AbortSignal,
): Promise<ProbeAnswer> {
  const command =
    protocol === 'ping'
      ? ['ping', '-n', '-q', '-c', '1', '-w', String(PROBE_MS / 1000), address]
      : [process.execPath, '-e', SCRIPT, protocol, address, String(port), String(PROBE_MS)];
  const entered = namespace === null ? command : ['ip', 'netns', 'exec', namespace, ...command];
  const [program = '', ...args] = entered;
  try {
    const said = await runProgram(program, args, { signal, interruptible: true });
    return protocol === 'ping' ? 'answered' : readAnswer(said);
  } catch (error) {
    // ping fails where nothing came back.
    const unanswered = isVpcctlError(error) && error.code === 'HOST_STEP_FAILED';
    if (protocol === 'ping' && unanswered) return 'silent';
    throw error;
  }
}

function readAnswer(said: string): ProbeAnswer {
  return said === 'answered' || said === 'refused' ? said : 'silent';
}
