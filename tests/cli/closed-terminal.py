"""Runs a command in a terminal of its own, and closes the terminal when it has shown some words. Prints the exit status."""

import json
import os
import pty
import sys

asked = json.load(sys.stdin)
pid, terminal = pty.fork()
if pid == 0:
    os.chdir(asked["cwd"])
    os.execve(asked["command"][0], asked["command"], {**os.environ, **asked["env"]})
shown = b""
while asked["until"].encode() not in shown:
    shown += os.read(terminal, 65536)
os.close(terminal)
_, ended = os.waitpid(pid, 0)
json.dump(os.waitstatus_to_exitcode(ended), sys.stdout)
