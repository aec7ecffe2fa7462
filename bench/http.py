"""A keep-alive HTTP client that costs little, so that what is timed is the server."""

import re
import socket

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_TIMEOUT = 30


class Failed(Exception):
    """No answer, or another status than 200; the message says which."""


def request(path: str, port: int) -> bytes:
    """The bytes of a GET request."""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: */*\r\n\r\n".encode()


def split(received: bytes) -> tuple[bytes, bytes] | None:
    """Head and body once both are complete, None before. Raises Failed without a length."""
    end = received.find(b"\r\n\r\n")
    if end < 0:
        return None
    length = _LENGTH.search(received, 0, end)
    if not length:
        raise Failed("an answer without content-length")
    body = received[end + 4 :]
    return (received[:end], body) if len(body) >= int(length[1]) else None


def status(head: bytes) -> int:
    return int(head.split(b" ", 2)[1])


class Connection:
    """One connection to 127.0.0.1, made again after a failure; use it as a context manager."""

    def __init__(self, port: int):
        self._port = port
        self._socket: socket.socket | None = None

    def __enter__(self) -> "Connection":
        return self

    def __exit__(self, *_error) -> None:
        self.close()

    def close(self) -> None:
        if self._socket:
            self._socket.close()
            self._socket = None

    def get(self, path: str) -> bytes:
        """The body of the answer. Raises Failed."""
        try:
            if self._socket is None:
                self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=_TIMEOUT)
                self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._socket.sendall(request(path, self._port))
            received = b""
            while (whole := split(received)) is None:
                part = self._socket.recv(1 << 18)
                if not part:
                    raise Failed("the connection was closed")
                received += part
        except OSError as error:
            self.close()
            raise Failed(str(error)) from error
        except Failed:
            self.close()
            raise
        head, body = whole
        if status(head) != 200:
            raise Failed(f"status {status(head)} for {path}")
        return body
