"""
Sends the first packets of all flows at once, and prints who answered each, as JSON. Reads from standard input: places (name,
file of the network), ports, milliseconds, and flows (from, address, protocol, port).
"""
import errno, json, os, selectors, socket, struct, sys, time
from places import enter

ask = json.load(sys.stdin)
watched = selectors.DefaultSelector()
files = {place['name']: place['file'] for place in ask['places']}
AGAIN = 0.25


def listen(name, file):
    if not enter(file):
        return
    for port in ask['ports']:
        try:
            server = socket.socket()
            server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            server.bind(('', port))
            server.listen(256)
            server.setblocking(False)
            watched.register(server, selectors.EVENT_READ, lambda ready=server: accept(ready, name))
        except OSError:
            pass
        try:
            server = socket.socket(type=socket.SOCK_DGRAM)
            server.setsockopt(socket.IPPROTO_IP, 8, 1)
            server.bind(('', port))
            server.setblocking(False)
            watched.register(server, selectors.EVENT_READ, lambda ready=server: reply(ready, name))
        except OSError:
            pass


def accept(server, name):
    try:
        connection, _ = server.accept()
        connection.send(name.encode())
        connection.close()
    except OSError:
        pass


def reply(server, name):
    """From the address that was asked."""
    try:
        _, [(_, _, data)], _, sender = server.recvmsg(100, 100)
        asked = struct.unpack('=I4s4s', data)[1]
        server.sendmsg([name.encode()], [(socket.IPPROTO_IP, 8, struct.pack('=I4s4s', 0, asked, b'\0' * 4))], 0, sender)
    except (OSError, ValueError):
        pass


def checksum(data):
    total = sum(struct.unpack(f'!{len(data) // 2}H', data))
    while total > 0xffff:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


class Flow:
    def __init__(self, number, flow):
        self.protocol, self.address, self.port = flow['protocol'], flow['address'], flow['port']
        self.number, self.answer, self.due = number, None, 0.0
        self.socket = {
            'tcp': lambda: socket.socket(),
            'udp': lambda: socket.socket(type=socket.SOCK_DGRAM),
            'icmp': lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP),
        }[self.protocol]()
        self.socket.setblocking(False)
        watched.register(self.socket, selectors.EVENT_READ, self.hear)
        try:
            self.socket.connect((self.address, self.port))
        except OSError as error:
            if error.errno != errno.EINPROGRESS:
                self.end(error)

    def end(self, error):
        self.finish('refused' if error.errno in (errno.ECONNREFUSED, errno.ECONNRESET) else 'dropped')

    def finish(self, answer):
        self.answer = answer
        watched.unregister(self.socket)
        self.socket.close()

    def say(self):
        self.due += AGAIN
        try:
            if self.protocol == 'udp':
                self.socket.send(b'?')
            elif self.protocol == 'icmp':
                head = struct.pack('!BBHHH', 8, 0, 0, self.number & 0xffff, 1)
                self.socket.send(head[:2] + struct.pack('!H', checksum(head)) + head[4:])
        except OSError as error:
            if error.errno == errno.ECONNREFUSED:
                self.end(error)

    def hear(self):
        try:
            data = self.socket.recv(200)
        except OSError as error:
            if error.errno in (errno.EAGAIN, errno.EINTR):
                return
            # Of a datagram, silence decides.
            if self.protocol == 'tcp' or error.errno == errno.ECONNREFUSED:
                self.end(error)
            return
        if self.protocol != 'icmp':
            self.finish(f'answered by {data.decode()}' if data else 'answered by nobody')
        elif data[20] == 0 and struct.unpack('!H', data[24:26])[0] == self.number & 0xffff:
            self.finish('answered')


for name, file in files.items():
    listen(name, file)
flows = [None] * len(ask['flows'])
for number in sorted(range(len(flows)), key=lambda each: ask['flows'][each]['from']):
    flow = ask['flows'][number]
    if enter(files[flow['from']]):
        flows[number] = Flow(number + 1, flow)
start = time.monotonic()
while True:
    past = time.monotonic() - start
    waiting = [flow for flow in flows if flow is not None and flow.answer is None]
    if not waiting or past > ask['milliseconds'] / 1000:
        break
    for flow in waiting:
        if past >= flow.due:
            flow.say()
    for key, _ in watched.select(0.05):
        if key.fileobj.fileno() != -1:
            key.data()
print(json.dumps([(flow and flow.answer) or 'dropped' for flow in flows]))
