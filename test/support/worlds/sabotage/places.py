"""Sockets in any network of a lab, by one process."""
import ctypes, os

LIBC = ctypes.CDLL(None, use_errno=True)


def enter(file):
    """All sockets that are opened from now on are of this network. Says whether there is one."""
    try:
        with open(file) as network:
            return LIBC.setns(network.fileno(), 0x40000000) == 0
    except OSError:
        return False
