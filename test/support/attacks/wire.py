"""
Marked frames at all places of a lab, in and out. `listen` prints each mark that arrives, and where; `send` sends lines of
`PLACE INTERFACE FRAME-IN-HEX`; `mirror` answers. One process for all places: starting nine takes a busy machine half a minute.
"""
import ctypes, os, re, select, socket, struct, sys

MARK = re.compile(rb'vpcctl-attack/[a-z0-9/-]+;')
ALL = 3
OUTGOING = 4
LIBC = ctypes.CDLL(None, use_errno=True)
HOST = open('/proc/self/ns/net')


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


def enter(place):
    """All sockets that are opened from now on are of this place's network."""
    path = {'host': f'/proc/self/fd/{HOST.fileno()}', 'internet': '/run/vpcctl-lab/internet'}.get(place, f'/run/netns/{place}')
    with open(path) as network:
        if LIBC.setns(network.fileno(), 0) != 0:
            sys.exit(f'cannot enter {place}: {os.strerror(ctypes.get_errno())}')


def listen(places):
    owners = {}
    for place in places:
        enter(place)
        for each in delivered() if place == 'host' else frames():
            each.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
            owners[each] = place
    print('listening', flush=True)
    while True:
        for ready in select.select(owners, [], [])[0]:
            data, address = ready.recvfrom(65535)
            if ready.family == socket.AF_PACKET and address[2] == OUTGOING:
                continue
            for mark in MARK.findall(data):
                print(owners[ready], mark.decode(), flush=True)


def checksum(data):
    data += b'\0' * (len(data) % 2)
    total = sum(struct.unpack(f'!{len(data) // 2}H', data))
    while total > 0xffff:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def turned(packet):
    """The answer to an IPv4 packet of UDP, TCP or ICMP, with the same data; addresses and ports change sides."""
    end, protocol = struct.unpack('!2xH5xB', packet[:10])
    head = packet[:12] + packet[16:20] + packet[12:16]
    data = packet[20:end]
    if protocol == socket.IPPROTO_ICMP:
        data = b'\0\0\0\0' + data[4:]
        return head + data[:2] + struct.pack('!H', checksum(data)) + data[4:]
    data = data[2:4] + data[:2] + data[4:]
    if protocol == socket.IPPROTO_TCP:
        number = struct.unpack('!I', data[4:8])[0]
        data = data[:8] + struct.pack('!I', number + 1) + data[12:13] + b'\x12' + data[14:16] + b'\0\0' + data[18:]
        pseudo = head[12:20] + struct.pack('!HH', protocol, len(data))
        data = data[:16] + struct.pack('!H', checksum(pseudo + data)) + data[18:]
    return head + data


def mirror(address):
    """Answers, as an address that nobody has."""
    wire = frames()[0]
    print('listening', flush=True)
    while True:
        frame, (interface, _, kind, *_) = wire.recvfrom(65535)
        # Errors are not answered.
        is_question = frame[23] != socket.IPPROTO_ICMP or frame[34] == 8
        if kind != OUTGOING and frame[30:34] == socket.inet_aton(address) and is_question and MARK.search(frame):
            wire.sendto(frame[6:12] + frame[:6] + frame[12:14] + turned(frame[14:]), (interface, 0))


def send():
    outs = {}
    for line in sys.stdin:
        place, interface, frame = line.split()
        if place not in outs:
            enter(place)
            outs[place] = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
        try:
            outs[place].sendto(bytes.fromhex(frame), (interface, 0))
        except OSError as error:
            sys.exit(f'{line.strip()}: {error}')


def say(mark, places):
    """A datagram from each place to itself."""
    for place in places:
        enter(place)
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(mark.encode(), ('127.0.0.1', 9))


match sys.argv[1:]:
    case ['listen', *places]:
        listen(places)
    case ['send']:
        send()
    case ['mirror', address]:
        enter('internet')
        mirror(address)
    case ['say', mark, *places]:
        say(mark, places)
