import type { Background, Lab } from '../lab/harness.js';

/** Where a program runs: a subnet's namespace, the lab itself, or its internet. */
export type Place = { readonly namespace: string } | 'host' | 'internet';

/** Echoes on one connection after the other. */
const ECHO = `
import socket, sys
server = socket.create_server((sys.argv[1], int(sys.argv[2])))
while True:
    connection, _ = server.accept()
    while data := connection.recv(4096): connection.sendall(data)
`;

/** One connection, when there is a server: numbers go out and come back in order, without end. Says how far it is. */
const STREAM = `
import socket, sys, time
while True:
    try: connection = socket.create_connection((sys.argv[1], int(sys.argv[2])), timeout=20)
    except ConnectionRefusedError: time.sleep(0.02)
    else: break
file = connection.makefile('rw')
number = 0
while True:
    number += 1
    print(number, file=file, flush=True)
    back = file.readline()
    if back != f'{number}\\n': sys.exit(f'broken at {number}: {back!r}')
    print(number, flush=True)
    time.sleep(0.002)
`;

/** To each that connects it speaks without end, whatever is said to it. */
const TALK = `
import socket, sys, threading, time
server = socket.create_server((sys.argv[1], int(sys.argv[2])))
def talk(connection):
    number = 0
    while True:
        number += 1
        connection.sendall(f'{number}\\n'.encode())
        time.sleep(0.002)
while True: threading.Thread(target=talk, args=server.accept()[:1], daemon=True).start()
`;

/** Connects, when there is a server, and prints what it hears without a word. */
const HEAR = `
import socket, sys, time
while True:
    try: connection = socket.create_connection((sys.argv[1], int(sys.argv[2])), 20, ('', int(sys.argv[3])))
    except ConnectionRefusedError: time.sleep(0.02)
    else: break
connection.settimeout(None)
for line in connection.makefile(): print(line, end='', flush=True)
`;

/** Says of each datagram what was in it. */
const RECEIVE = `
import socket, sys
server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind((sys.argv[1], int(sys.argv[2])))
while True: print(server.recv(100).decode(), flush=True)
`;

/** Sends datagrams without end, from an address of its own where one is given: SOURCE or -, then ADDRESS:PORT ... */
const FLOOD = `
import itertools, socket, sys, time
text, source, *targets = sys.argv[1:]
sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
if source != '-': sender.bind((source, 0))
targets = [(address, int(port)) for address, port in (target.split(':') for target in targets)]
for number in itertools.count(1):
    for target in targets:
        try: sender.sendto(text.encode(), target)
        except OSError: pass
    if number % 100 == 0: print(number, flush=True)
    time.sleep(0.001)
`;

function start(lab: Lab, place: Place, script: string, args: readonly string[]): Background {
  const python = ['python3', '-c', script, ...args];
  if (place === 'host') return lab.start('env', python);
  if (place === 'internet') {
    return lab.start('nsenter', ['--net=/run/vpcctl-lab/internet', ...python]);
  }
  return lab.start('ip', ['netns', 'exec', place.namespace, ...python]);
}

/** A server that sends back what it gets. */
export function echo(lab: Lab, place: Place, address: string, port: number): Background {
  return start(lab, place, ECHO, [address, String(port)]);
}

/** A connection that is never quiet; it ends at the first thing that is wrong. Its output's last line is how far it is. */
export function stream(lab: Lab, place: Place, address: string, port: number): Background {
  return start(lab, place, STREAM, [address, String(port)]);
}

/** A server that speaks and does not listen. */
export function talk(lab: Lab, place: Place, address: string, port: number): Background {
  return start(lab, place, TALK, [address, String(port)]);
}

/** A client that listens and does not speak, from any port or a given one. Its output's last line is how far it is. */
export function hear(lab: Lab, place: Place, address: string, port: number, from = 0): Background {
  return start(lab, place, HEAR, [address, String(port), String(from)]);
}

/** Prints what comes in datagrams. */
export function receive(lab: Lab, place: Place, port: number): Background {
  return start(lab, place, RECEIVE, ['0.0.0.0', String(port)]);
}

/** Datagrams with a text, some hundred in a second, to each of `targets` (`10.0.0.1:99`). */
export function flood(
  lab: Lab,
  place: Place,
  text: string,
  targets: readonly string[],
  source = '-',
): Background {
  return start(lab, place, FLOOD, [text, source, ...targets]);
}

/** The last whole line that a program has printed, as a number; 0 before the first. */
export function progress(program: Background): number {
  return Number(program.output().trimEnd().split('\n').at(-1) ?? 0);
}
