"""A mail server of the tests' own on loopback, which says what it is told to."""

import socketserver
import threading
from email import message_from_bytes
from email.message import Message


class MailServer(socketserver.ThreadingTCPServer):
    """Takes mails, but answers each command of `says` by its text: {"RCPT": "550 nobody here"}.

    A command that it says nothing to ("") ends the conversation, as a server that fails does.
    """

    daemon_threads = True
    says: dict[str, str]

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.says = {}
        self.received: list[Message] = []
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    @property
    def port(self) -> int:
        return self.server_address[1]


class _Conversation(socketserver.StreamRequestHandler):
    server: MailServer

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())

    def handle(self) -> None:
        self.say("220 here")
        while line := self.rfile.readline().decode():
            command = line[:4].strip().upper()
            said = self.server.says.get(command)
            if said == "":
                return
            if said:
                self.say(said)
            elif command == "DATA":
                self.say("354 go on")
                self.read()
                if (end := self.server.says.get("END")) == "":
                    return
                self.say(end or "250 taken")
            else:
                self.say("221 bye" if command == "QUIT" else "250 well")

    def read(self) -> None:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        self.server.received.append(message_from_bytes(b"".join(lines)))
