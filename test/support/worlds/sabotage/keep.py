"""
Holds connections. Reads from its argument a list of connections (from, to: files of networks; address, port: where to; at: the
port of the server). Prints, ten times a second, the time, and how many words of each came back; -1 for one that ended.
"""
import errno, json, selectors, socket, sys, time
from places import enter

watched = selectors.DefaultSelector()
wanted = json.loads(sys.argv[1])
TCP_RTO_MAX_MS = 44
AN_HOUR_MS = 3_600_000
ends = [None] * len(wanted)
came = [0] * len(wanted)


def patient(connection):
    """
    What got lost is sent again soon, however long the way was closed (since Linux 6.15). By itself a connection would end after 15
    tries, which then are as many seconds.
    """
    connection.setblocking(False)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, AN_HOUR_MS)
    try:
        connection.setsockopt(socket.IPPROTO_TCP, TCP_RTO_MAX_MS, 1000)
    except OSError:
        pass


def accept(server):
    connection, _ = server.accept()
    patient(connection)
    watched.register(connection, selectors.EVENT_READ, lambda: give_back(connection))


def give_back(connection):
    try:
        data = connection.recv(4096)
        if data:
            connection.send(data)
            return
    except OSError as error:
        if error.errno in (errno.EAGAIN, errno.EHOSTUNREACH, errno.ENETUNREACH):
            return
    watched.unregister(connection)
    connection.close()


def hear(number):
    try:
        data = ends[number].recv(4096)
        if data:
            came[number] += len(data)
            return
    except OSError as error:
        if error.errno in (errno.EAGAIN, errno.EHOSTUNREACH, errno.ENETUNREACH):
            return
    watched.unregister(ends[number])
    ends[number].close()
    came[number] = -1


servers = {}
for connection in wanted:
    place = (connection['to'], connection['at'])
    if place not in servers and enter(connection['to']):
        server = socket.socket()
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind(('', connection['at']))
        server.listen(64)
        watched.register(server, selectors.EVENT_READ, lambda server=server: accept(server))
        servers[place] = server
for number, connection in enumerate(wanted):
    enter(connection['from'])
    ends[number] = socket.socket()
    patient(ends[number])
    ends[number].connect_ex((connection['address'], connection['port']))
    watched.register(ends[number], selectors.EVENT_READ, lambda number=number: hear(number))
due = 0
while True:
    for key, _ in watched.select(0.05):
        if key.fileobj.fileno() != -1:
            key.data()
    if time.monotonic() >= due:
        due = time.monotonic() + 0.1
        for number, end in enumerate(ends):
            # One word is on its way at a time, or a few: what is not sent now is sent again by the kernel.
            if came[number] >= 0:
                try:
                    end.send(b'.')
                except OSError:
                    pass
        print(json.dumps([time.monotonic(), *came]), flush=True)
