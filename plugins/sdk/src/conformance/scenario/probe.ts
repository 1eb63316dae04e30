import type { Subject } from './subject.js';

/**
 * A question that packets answer. `patience` is the number of silent seconds that count as no
 * answer.
 */
export type Probe<Answer = unknown> = (subject: Subject, patience?: number) => Promise<Answer>;

/** `dropped`: no answer; `refused`: the answer that nothing listens there. */
export type Connection = 'open' | 'refused' | 'dropped';

/**
 * The exit code of `timeout` when the time is over, and the lowest code of a program that a signal
 * ended.
 */
const TIMED_OUT = 124;
const ENDED_BY_SIGNAL = 128;

/** Where a probe starts: a namespace; the host itself (null). */
type From = string | null;

/** Enough patience for a busy machine. Answers in a lab take less than a millisecond. */
export const PATIENT = 2;

/** Whether an ICMP echo is answered. */
export function pings(from: From, to: string, options = ''): Probe<boolean> {
  return async ({ shell }, patience = PATIENT) => {
    const script = `ping -n -q -c 1 -W ${patience} ${options} ${to}`;
    const { exitCode, stderr, stdout } = await shell(from, script);
    // 2 is trouble of ping itself, such as a bad option; a spoofed or unreachable source gives 1.
    if (exitCode > 1) throw new Error(`ping: ${stderr}${stdout}`);
    return exitCode === 0;
  };
}

/** The result of a TCP connection attempt. */
export function connects(from: From, to: string, port: number): Probe<Connection> {
  return async ({ shell }, patience) => verdict(await shell(from, connection(to, port, patience)));
}

/** The result of a TCP connection attempt from the internet host beyond the uplink. */
export function internetConnects(to: string, port: number): Probe<Connection> {
  return async ({ internet }, patience) => verdict(await internet(connection(to, port, patience)));
}

/** The result of a datagram that asks for an answer. */
export function asks(from: From, to: string, port: number): Probe<Connection> {
  return async ({ shell }, patience = PATIENT) => {
    const send = `exec 3<>/dev/udp/${to}/${port} && echo hello >&3`;
    return verdict(await shell(from, `${send} && exec timeout ${patience} head -c 1 <&3`));
  };
}

const connection = (to: string, port: number, patience?: number): string =>
  `${limited(patience)} exec 3<>/dev/tcp/${to}/${port}`;

/** Ends the shell when the time is over. The time starts with the shell. */
const limited = (patience = PATIENT): string =>
  `{ sleep ${patience}; kill -KILL $$; } <&- >&- 2>&- &`;

function verdict({ exitCode, stderr }: { exitCode: number; stderr: string }): Connection {
  if (exitCode === 0) return 'open';
  if (exitCode === TIMED_OUT || exitCode >= ENDED_BY_SIGNAL) return 'dropped';
  if (stderr.includes('refused')) return 'refused';
  throw new Error(stderr);
}

/**
 * Whether a connection or a datagram is echoed; `internet` is the host beyond the uplink.
 */
export function echoes(
  from: From | 'internet',
  to: string,
  port: number,
  protocol: 'tcp' | 'udp' = 'tcp',
): Probe<Connection> {
  return async ({ shell, internet }, patience = PATIENT) => {
    const opened = `${limited(patience)} exec 3<>/dev/${protocol}/${to}/${port} && echo there >&3`;
    // The reader has to end too, since it holds the output of the shell.
    const script = `${opened} && heard=$(timeout ${patience} head -c 1 <&3) && [ "$heard" = t ]`;
    return verdict(await (from === 'internet' ? internet(script) : shell(from, script)));
  };
}

/**
 * The address that the lab's internet sees for an HTTP request from a namespace, or null without
 * answer.
 */
export function seenAs(from: string, options = ''): Probe<string | null> {
  return async ({ shell }, patience = PATIENT) => {
    const script = `curl -s -m ${patience} ${options} http://198.51.100.8/`;
    const { exitCode, stdout } = await shell(from, script);
    return exitCode === 0 ? (stdout.match(/saw you as (\S+)/)?.[1] ?? null) : null;
  };
}

/** Echoes TCP connections and UDP datagrams to the ports until the lab ends. */
export async function serve(
  { shell }: Subject,
  namespace: string | null,
  ...ports: readonly number[]
): Promise<void> {
  const program = `
    const ports = process.argv.slice(1).map(Number);
    let waiting = 2 * ports.length;
    const ready = () => { if (--waiting === 0) console.log("ready"); };
    for (const port of ports) {
      require("node:net").createServer((socket) => {
        socket.on("error", () => {}).pipe(socket);
      }).listen(port, "0.0.0.0", ready);
      const udp = require("node:dgram").createSocket("udp4");
      udp.on("message", (text, from) => udp.send(text, from.port, from.address)).bind(port, ready);
    }`;
  // Not through a pipe: the shell would wait for every process that holds it.
  const script = `mkfifo /run/ready.$$
    node -e '${program}' ${ports.join(' ')} > /run/ready.$$ 2>&1 < /dev/null &
    head -n 1 < /run/ready.$$; rm /run/ready.$$`;
  const { stdout } = await shell(namespace, script);
  if (stdout !== 'ready\n') throw new Error(`server in ${namespace}: ${stdout}`);
}
