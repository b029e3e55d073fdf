"""A way to the database that can be cut: refused, or silent as behind a pulled cable."""

import socket
import threading
from contextlib import suppress
from typing import Literal

Way = Literal["open", "closed", "silent", "black hole"]


class Line:
    """A port of our own that hands on to the database's, byte by byte.

    `silent` is a server that was stopped: who is connected stays so and hears nothing, and who
    comes is taken and hears nothing. A `black hole` takes nobody. `closed` ends all and refuses.
    """

    def __init__(self, host: str, port: int) -> None:
        self.to = (host, port)
        self.way: Way = "open"
        self._sockets: list[socket.socket] = []
        self._open = threading.Event()
        self._open.set()
        self._listen(0)

    def _listen(self, port: int) -> None:
        self.server = socket.create_server(("127.0.0.1", port), backlog=1)
        self.port = self.server.getsockname()[1]
        threading.Thread(target=self._accept, args=[self.server], daemon=True).start()

    def cut(self, way: Way) -> None:
        """Cut it in this way."""
        self.way = way
        self._open.clear()
        if way == "closed":
            self.server.shutdown(socket.SHUT_RDWR)
            self.server.close()
            self._hang_up()

    def mend(self) -> None:
        """As before, for those who connect anew; what was cut does not come back."""
        self._hang_up()
        was, self.way = self.way, "open"
        self._open.set()
        if was == "closed":
            self._listen(self.port)

    def stop(self) -> None:
        if self.way != "closed":
            self.cut("closed")
        self._open.set()

    def _accept(self, server: socket.socket) -> None:
        while True:
            if self.way == "black hole":
                self._open.wait()
            try:
                ours, _address = server.accept()
            except OSError:
                return
            self._sockets.append(ours)
            threading.Thread(target=self._connect, args=[ours], daemon=True).start()

    def _connect(self, ours: socket.socket) -> None:
        with ours:
            self._open.wait()
            with suppress(OSError), socket.create_connection(self.to) as theirs:
                self._sockets.append(theirs)
                back = threading.Thread(target=self._hand_on, args=[theirs, ours], daemon=True)
                back.start()
                self._hand_on(ours, theirs)
                back.join()

    def _hand_on(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                self._open.wait()
                target.sendall(data)
        with suppress(OSError):
            target.shutdown(socket.SHUT_RDWR)

    def _hang_up(self) -> None:
        """Whoever reads from these is told that it is over, and closes them."""
        gone, self._sockets = self._sockets, []
        for one in gone:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
