import type { Lab } from './lab.js';

/** `dropped`: no answer; `refused`: the machine answered that nothing listens there. */
export type Connection = 'open' | 'refused' | 'dropped';

/** How long silence has to last to be one. Answers in a lab take less than a millisecond. */
const SILENCE_S = 1;

/** Whether an ICMP echo is answered. */
export async function pings(
  lab: Lab,
  from: string | null,
  to: string,
  options = '',
): Promise<boolean> {
  const script = `ping -n -q -c 2 -i 0.2 -W ${SILENCE_S} ${options} ${to}`;
  const { exitCode, stderr, stdout } = await lab.shell(from, script);
  // 2 is trouble of ping itself, such as a bad option; a spoofed or unreachable source gives 1.
  if (exitCode > 1) throw new Error(`ping: ${stderr}${stdout}`);
  return exitCode === 0;
}

/** What a TCP connection meets. */
export async function connects(
  lab: Lab,
  from: string | null,
  to: string,
  port: number,
): Promise<Connection> {
  return verdict(await lab.shell(from, connection(to, port)));
}

/** The same, from the host beyond the uplink. */
export async function internetConnects(lab: Lab, to: string, port: number): Promise<Connection> {
  return verdict(await lab.internet(connection(to, port)));
}

const connection = (to: string, port: number): string =>
  `timeout ${SILENCE_S} bash -c 'exec 3<>/dev/tcp/${to}/${port}'`;

function verdict({ exitCode, stderr }: { exitCode: number; stderr: string }): Connection {
  if (exitCode === 0) return 'open';
  if (exitCode === 124) return 'dropped';
  if (stderr.includes('refused')) return 'refused';
  throw new Error(stderr);
}

/** Echoes what TCP connections to the ports say; until the lab ends. */
export async function serve(
  lab: Lab,
  namespace: string | null,
  ...ports: readonly number[]
): Promise<void> {
  const program = `
    const { createServer } = require("node:net");
    let waiting = process.argv.length - 1;
    for (const port of process.argv.slice(1)) createServer((socket) => {
      socket.on("error", () => {}).pipe(socket);
    }).listen(port, "0.0.0.0", () => { if (--waiting === 0) console.log("ready"); });`;
  // Not through a pipe: the shell would wait for the end of all who hold it.
  const script = `mkfifo /run/ready.$$
    node -e '${program}' ${ports.join(' ')} > /run/ready.$$ 2>&1 < /dev/null &
    head -n 1 < /run/ready.$$; rm /run/ready.$$`;
  const { stdout } = await lab.shell(namespace, script);
  if (stdout !== 'ready\n') throw new Error(`server in ${namespace}: ${stdout}`);
}

/** The address that the lab's internet sees for an HTTP request from a namespace, or null without answer. */
export async function seenAs(lab: Lab, from: string, options = ''): Promise<string | null> {
  const script = `curl -s -m ${SILENCE_S} ${options} http://198.51.100.8/`;
  const { exitCode, stdout } = await lab.shell(from, script);
  return exitCode === 0 ? (stdout.match(/saw you as (\S+)/)?.[1] ?? null) : null;
}
