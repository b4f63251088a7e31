#!/usr/bin/env python3
"""sockets.py WASMFX PROGRAM DIRECTORY: runs sockets.c, compiled, and is its client; then what --tcplisten answers to bad addresses."""

import socket
import struct
import subprocess
import sys
import time

wasmfx, program, directory = sys.argv[1:]


def free_port(family, address):
    with socket.socket(family) as probe:
        probe.bind((address, 0))
        return probe.getsockname()[1]


def serve(where, family, address):
    port = free_port(family, address)
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    ours.send(b"first.")
    ours.send(b"second")
    server = subprocess.Popen([wasmfx, "run", "--dir", directory, "--tcplisten", f"{where}:{port}", program], stdin=theirs, stdout=subprocess.PIPE)
    assert server.stdout.readline() == b"listening\n"
    with socket.create_connection((address, port), timeout=60) as client:
        client.sendall(b"hello")
        assert client.recv(10, socket.MSG_WAITALL) == b"hello, you"
        client.sendall(b"part")
        time.sleep(0.05)
        client.sendall(b"ners")
        assert client.recv(100) == b""
    with socket.create_connection((address, port), timeout=60) as client:
        assert client.recv(2) == b"go"
        client.sendall(b"gone")
        while len(client.recv(100, socket.MSG_PEEK)) < 2:
            pass
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    rest = server.stdout.read().decode()
    assert server.wait(60) == 0 and rest == "", (server.returncode, rest)
    assert theirs.getblocking(), "the caller's standard input no longer waits"


serve("127.0.0.1", socket.AF_INET, "127.0.0.1")
serve("localhost", socket.AF_INET, "localhost")
try:
    free_port(socket.AF_INET6, "::1")
except OSError:
    print("no IPv6 here: not tried")
else:
    serve("[::1]", socket.AF_INET6, "::1")

with socket.socket() as taken:
    taken.bind(("127.0.0.1", 0))
    taken.listen()
    busy = f"127.0.0.1:{taken.getsockname()[1]}"
    for address, code, message in ((busy, 1, f"--tcplisten '{busy}': Address already in use"),
                                   ("nonsense", 2, "--tcplisten 'nonsense': expected ADDRESS:PORT"), (":80", 2, "expected"), ("a:", 2, "expected"),
                                   ("127.0.0.1:x", 2, "expected"), ("127.0.0.1:65536", 2, "expected"), ("::1:80", 2, "expected"),
                                   ("192.0.2.1:8080", 1, "Cannot assign requested address"), ("300.1.1.1:80", 1, "--tcplisten '300.1.1.1:80': ")):
        done = subprocess.run([wasmfx, "run", "--tcplisten=127.0.0.1:0", "--tcplisten", address, program], stderr=subprocess.PIPE, text=True, timeout=60)
        assert done.returncode == code and message in done.stderr, (address, done)
