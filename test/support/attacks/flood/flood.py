"""
Floods that never stop, and what of them arrives: `flood.py COUNTS PLAN`. Places may come and go: the process at one waits
for its namespace and its link, sets that up and sends at once. COUNTS is shared memory: how often each mark was sent,
then for each place how often it arrived there.
"""
import ctypes, errno, fcntl, json, mmap, os, re, select, signal, socket, struct, sys, time
from wire import OUTGOING, delivered, frames

MARK = re.compile(rb'vpcctl-attack/flood/([0-9]+);')
CLONE_NEWNET, PR_SET_PDEATHSIG = 0x40000000, 1
SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP = 0x8913, 0x8914, 1
SOL_PACKET, PACKET_QDISC_BYPASS = 263, 20
libc = ctypes.CDLL(None, use_errno=True)


def identity(path):
    try:
        return os.stat(path).st_ino
    except OSError:
        return None


def opened_in(path, make):
    """Makes sockets in the namespace at `path`; this process itself stays where it is, so it keeps nothing in use."""
    home = os.open('/proc/self/ns/net', os.O_RDONLY)
    try:
        there = os.open(path, os.O_RDONLY)
        try:
            if libc.setns(there, CLONE_NEWNET) != 0:
                raise OSError(ctypes.get_errno(), path)
            return make()
        finally:
            os.close(there)
            libc.setns(home, CLONE_NEWNET)
    finally:
        os.close(home)


def set_up(out, link):
    request = struct.pack('16sH14x', link.encode(), 0)
    flags = struct.unpack('16sH14x', fcntl.ioctl(out, SIOCGIFFLAGS, request))[1]
    fcntl.ioctl(out, SIOCSIFFLAGS, struct.pack('16sH14x', link.encode(), flags | IFF_UP))


def sender():
    out = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
    out.setsockopt(SOL_PACKET, PACKET_QDISC_BYPASS, 1)
    return out


def attach(place):
    """A socket on the place's link, as soon as there is one."""
    while True:
        out = None
        try:
            out = opened_in(place['namespace'], sender)
            out.bind((place['link'], 0))
            set_up(out, place['link'])
            return out
        except OSError:
            if out:
                out.close()
            time.sleep(0.0005)


def send(place, counts):
    floods = [(each['slot'], bytes.fromhex(each['frame'])) for each in place['floods']]
    while True:
        out = attach(place)
        begun = None
        while True:
            done = 0
            try:
                for slot, frame in floods:
                    try:
                        out.send(frame)
                        counts[slot] += 1
                        done += 1
                    except OSError as error:
                        # No carrier yet.
                        if error.errno not in (errno.ENOBUFS, errno.EAGAIN):
                            raise
            except OSError as error:
                if error.errno != errno.ENETDOWN:
                    break
                try:
                    set_up(out, place['link'])
                except OSError:
                    break
            if done and begun is None:
                begun = time.monotonic()
            # At first as fast as it goes; then others shall get to do something.
            if begun is None or time.monotonic() - begun > 0.1:
                time.sleep(0.003 if begun else 0.0002)
        out.close()


def listen(place, counts, first):
    path, inode, sockets = place['namespace'], None, []
    while True:
        if inode is None or identity(path) != inode:
            for each in sockets:
                each.close()
            sockets, inode = [], identity(path)
            try:
                sockets = opened_in(path, delivered if place['delivered'] else frames)
                for each in sockets:
                    each.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
            except OSError:
                inode = None
                time.sleep(0.0005)
                continue
        for ready in select.select(sockets, [], [], place['patience'])[0]:
            data, address = ready.recvfrom(65535)
            if ready.family == socket.AF_PACKET and address[2] == OUTGOING:
                continue
            for slot in MARK.findall(data):
                counts[first + int(slot)] += 1


def child(work, *args):
    if os.fork() == 0:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        work(*args)


plan = json.load(open(sys.argv[2]))
size = 8 * plan['slots'] * (1 + len(plan['places']))
with open(sys.argv[1], 'wb') as file:
    file.truncate(size)
with open(sys.argv[1], 'r+b') as file:
    counts = memoryview(mmap.mmap(file.fileno(), size)).cast('Q')
for number, place in enumerate(plan['places'], 1):
    child(listen, place, counts, number * plan['slots'])
    if place['floods']:
        child(send, place, counts)
print('flooding', flush=True)
while True:
    signal.pause()
