"""Traffic of a known size: each command prints `ready` or `done` on a line of its own."""
import socket
import sys
import time


def listen(address, port):
    """Takes what comes by TCP, and answers nothing."""
    with socket.create_server((address, int(port))) as server:
        print('ready', flush=True)
        while True:
            connection, _ = server.accept()
            with connection:
                while connection.recv(1 << 16):
                    pass


def sink(address, port):
    """Takes datagrams, and answers each fourth one with its first byte."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
        server.bind((address, int(port)))
        print('ready', flush=True)
        count = 0
        while True:
            data, sender = server.recvfrom(1 << 16)
            count += 1
            if count % 4 == 0:
                server.sendto(data[:1], sender)


def tcp(address, port, size):
    """Sends so many bytes over one connection, and closes it."""
    with socket.create_connection((address, int(port))) as connection:
        connection.sendall(b'x' * int(size))
        connection.shutdown(socket.SHUT_WR)
        connection.recv(1)
    print('done', flush=True)


def udp(address, port, source, count, size, pause):
    """Sends datagrams of a size from one port, with a pause after each."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.bind(('', int(source)))
        for _ in range(int(count)):
            client.sendto(b'x' * int(size), (address, int(port)))
            time.sleep(float(pause))
    print('done', flush=True)


def many(address, port, count):
    """Sends one datagram from each of so many ports."""
    for source in range(20000, 20000 + int(count)):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
            client.bind(('', source))
            client.sendto(b'x', (address, int(port)))
    print('done', flush=True)


globals()[sys.argv[1]](*sys.argv[2:])
