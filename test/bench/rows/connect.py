"""Opens connections of UDP: connect.py ADDRESS SOCKETS PORTS sends a datagram from each of so many
sockets to each of so many ports."""
import socket
import sys

address, sockets, ports = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
for _ in range(sockets):
    sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    for port in range(1, ports + 1):
        sender.sendto(b'x', (address, port))
    sender.close()
