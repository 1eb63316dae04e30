"""Marked frames, in and out. `listen` prints each mark that arrives; `send` sends lines of `INTERFACE FRAME-IN-HEX`."""
import re, select, socket, sys

MARK = re.compile(rb'vpcctl-attack/[a-z0-9/-]+;')
ALL = 3
OUTGOING = 4


def frames():
    """What enters any interface of this namespace, before any packet filter of its own."""
    return [socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ALL))]


def delivered():
    """What the host takes as its own, after its packet filter."""
    protocols = [socket.IPPROTO_UDP, socket.IPPROTO_TCP, socket.IPPROTO_ICMP, 4, 47, 50, 132]
    sockets = [socket.socket(socket.AF_INET, socket.SOCK_RAW, each) for each in protocols]
    for protocol in [socket.IPPROTO_UDP, socket.IPPROTO_TCP, socket.IPPROTO_ICMPV6]:
        sockets.append(socket.socket(socket.AF_INET6, socket.SOCK_RAW, protocol))
    return sockets


def listen(sockets):
    for each in sockets:
        each.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
    print('listening', flush=True)
    while True:
        for ready in select.select(sockets, [], [])[0]:
            data, address = ready.recvfrom(65535)
            if ready.family == socket.AF_PACKET and address[2] == OUTGOING:
                continue
            for mark in MARK.findall(data):
                print(mark.decode(), flush=True)


def send():
    out = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
    for line in sys.stdin:
        interface, frame = line.split()
        try:
            out.sendto(bytes.fromhex(frame), (interface, 0))
        except OSError as error:
            sys.exit(f'{line.strip()}: {error}')


def say(mark):
    """A datagram from this namespace to itself."""
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(mark.encode(), ('127.0.0.1', 9))


match sys.argv[1:]:
    case ['listen', 'frames']:
        listen(frames())
    case ['listen', 'delivered']:
        listen(delivered())
    case ['send']:
        send()
    case ['say', mark]:
        say(mark)
