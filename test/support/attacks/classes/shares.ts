import { z } from 'zod';
import type { Lab } from '../../lab/harness.js';
import { ADDRESS } from '../attack.js';
import { type Ears, finder, type Place, runAt, type Station } from '../scenario.js';
import type { Tried } from '../try.js';
import { build } from '../weak.js';

const SHARE = { connections: 100, perWorkload: 40 };
const MORE = 100;

/** Sends a datagram to each of so many ports. */
const DATAGRAMS = `import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for port in range(1, int(sys.argv[2]) + 1):
    try: s.sendto(b'x', (sys.argv[1], port))
    except OSError: pass`;

/** Answers handshakes, and says when it does. */
const SERVER = `import socket
s = socket.create_server(('', 8080), backlog=500)
print('ready', flush=True)
s.settimeout(60)
while s.accept(): pass`;

/** Opens so many connections at once, and prints how many stood. */
const CLIENT = `import select, socket, sys, time
opened = [socket.socket() for _ in range(int(sys.argv[2]))]
for s in opened:
    s.setblocking(False)
    s.connect_ex((sys.argv[1], 8080))
end = time.time() + 1
stood = set()
while time.time() < end:
    _, ready, _ = select.select([], [s for s in opened if s not in stood], [], 0.1)
    stood.update(s for s in ready if s.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 0)
print(len(stood))`;

/**
 * Each workload opens more connections than its share, and asks for addresses that nobody has. What
 * it takes is of tables that the host and all VPCs use.
 */
export async function shares(
  lab: Lab,
  stations: ReadonlyMap<Place, Station>,
  _ears: Ears,
): Promise<Tried[]> {
  const { connections, perWorkload } = SHARE;
  await build(lab, `set-limits a --connections ${connections} --per-workload ${perWorkload}`);
  try {
    const targets: readonly (readonly [Place, string])[] = [
      ['a-web', ADDRESS.internet],
      ['a-web-two', ADDRESS.internet],
      ['a-db', ADDRESS.peer],
    ];
    const counts: number[] = [];
    for (const [place, to] of targets) {
      await datagrams(lab, place, to, MORE);
      const from = finder(stations)(place).address;
      counts.push(
        await counted(lab, `conntrack -L -p udp -s ${from} -d ${to} 2>/dev/null | wc -l`),
      );
    }
    const total = counts.reduce((sum, count) => sum + count, 0);
    await lab.shell('conntrack -F');
    return [
      ...targets.map(([place], at) => taken(`datagrams of ${place}`, counts[at] ?? 0, perWorkload)),
      taken('datagrams of the VPC', total, connections),
      taken('handshakes of two workloads', await handshakes(lab), perWorkload),
      ...(await neighbours(
        lab,
        targets.map(([place]) => place),
      )),
    ];
  } finally {
    await build(lab, 'undo');
  }
}

function taken(what: string, count: number, share: number): Tried {
  const harm = count > share ? [`took ${count} connections of ${share}`] : [];
  return { kind: 'shares', what, harm: count === 0 ? ['did not arrive'] : harm };
}

async function handshakes(lab: Lab): Promise<number> {
  const ready = '/run/shares-ready';
  const server = `mkfifo ${ready}; ip netns exec a-db python3 -c "$1" >${ready} 2>&1 </dev/null & head -n 1 <${ready}; rm ${ready}; echo $!`;
  const { stdout } = await lab.run('bash', ['-c', server, 'bash', SERVER]);
  const pid = stdout.trim().split('\n').at(-1);
  try {
    const client = await runAt(lab, 'a-web', ['python3', '-c', CLIENT, ADDRESS.db, String(MORE)]);
    return z.coerce.number().parse(client.stdout.trim());
  } finally {
    await lab.shell(`kill ${pid}; conntrack -F`);
  }
}

/** Addresses of the subnets that no workload has. */
async function neighbours(lab: Lab, places: readonly Place[]): Promise<Tried[]> {
  const tried: Tried[] = [];
  for (const [at, place] of places.entries()) {
    const nobody = `10.0.2.${200 + at}`;
    await datagrams(lab, place, nobody, 1);
    const entries = await counted(lab, `ip neigh show ${nobody} | wc -l`);
    const harm = entries > 0 ? ['made the host ask for it'] : [];
    tried.push({ kind: 'shares', what: `${place} to the address of nobody`, harm });
  }
  return tried;
}

async function datagrams(lab: Lab, from: Place, to: string, count: number): Promise<void> {
  const sent = await runAt(lab, from, ['python3', '-c', DATAGRAMS, to, String(count)]);
  if (sent.exitCode !== 0) throw new Error(sent.stderr);
}

async function counted(lab: Lab, line: string): Promise<number> {
  return z.coerce.number().parse((await lab.shell(line)).stdout.trim());
}
