"""A mail server that takes letters and can fall silent over one: it has it, and says nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Event, Thread


class Mailbox:
    """What came in. While ``speaks`` isn't set, no letter is answered."""

    def __init__(self) -> None:
        self.url = ""
        self.letters: list[Message] = []
        self.speaks = Event()
        self.speaks.set()


class Handler(StreamRequestHandler):
    mailbox: Mailbox

    def handle(self) -> None:
        self.say("220 mail.example.com")
        while line := self.rfile.readline():
            match line.strip().upper()[:4]:
                case b"DATA":
                    self.say("354 go on")
                    self.mailbox.letters.append(self.letter())
                    self.mailbox.speaks.wait()
                    self.say("250 taken")
                case b"QUIT":
                    self.say("221 bye")
                    return
                case _:
                    self.say("250 mail.example.com")

    def letter(self) -> Message:
        lines = iter(self.rfile.readline, b".\r\n")
        return message_from_bytes(b"".join(lines))

    def say(self, words: str) -> None:
        try:
            self.wfile.write(f"{words}\r\n".encode())
        except (BrokenPipeError, ConnectionResetError):
            self.mailbox.speaks.wait()


class Server(ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False


@contextmanager
def running() -> Iterator[Mailbox]:
    mailbox = Mailbox()
    with Server(("127.0.0.1", 0), type("OneHandler", (Handler,), {"mailbox": mailbox})) as server:
        mailbox.url = f"smtp://127.0.0.1:{server.server_address[1]}"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield mailbox
        finally:
            mailbox.speaks.set()
            server.shutdown()
            thread.join()
