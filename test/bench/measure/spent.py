"""Runs a program, and writes what it cost to descriptor 3: spent.py PROGRAM ARGUMENT...

The processor time is that of the program and of all processes that it waited for, and that these
waited for. The memory is the most that one of them had.
"""
import json
import os
import sys
import time

RESULT = 3
os.set_inheritable(RESULT, False)
start = time.monotonic()
pid = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ)
_, status, used = os.wait4(pid, 0)
wall = time.monotonic() - start
cost = {
    'processor': (used.ru_utime + used.ru_stime) * 1000,
    'wall': wall * 1000,
    'memory': used.ru_maxrss / 1024,
}
os.write(RESULT, json.dumps(cost).encode())
sys.exit(os.waitstatus_to_exitcode(status) & 0xFF)
