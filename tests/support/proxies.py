"""Small proxies on this machine, each of which does to requests what one in a school, a hub or a data centre may do."""

import asyncio
import ssl
import threading
from contextlib import contextmanager, suppress

REFUSED = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 7\r\nConnection: close\r\n\r\nblocked"


class Proxy:
    """Hand on requests to a port of this machine.

    `cut` is the prefix that the browser has and the server does not; `host(name)` gives what the server is told of the
    host that the browser named, and `origin`, if anything, of the page; `blocks(head)` says, of a request's first
    lines, whether it is refused; with `tls`, the files of a certificate and its key, the browser speaks to it in TLS.
    """

    def __init__(self, upstream, cut="", host=lambda name: name, origin="", blocks=lambda head: False, tls=None):
        self.upstream, self.cut, self.host, self.origin, self.blocks = upstream, cut, host, origin, blocks
        self.context = None
        if tls:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(*tls)
        self.tasks = set()

    async def start(self):
        self.server = await asyncio.start_server(self.serve, "127.0.0.1", 0, ssl=self.context)
        port = self.server.sockets[0].getsockname()[1]
        self.address = f"{'https' if self.context else 'http'}://localhost:{port}{self.cut}"

    async def serve(self, reader, writer):
        task = asyncio.current_task()
        self.tasks.add(task)
        try:
            with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
                await self.hand_on(reader, writer)
        finally:
            writer.close()
            self.tasks.discard(task)

    async def hand_on(self, reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin1")
        method, path, rest = head.split(" ", 2)
        if self.blocks(head) or not path.startswith(f"{self.cut}/"):
            writer.write(REFUSED)
            await writer.drain()
            return
        lines = f"{method} {path.removeprefix(self.cut)} {rest}".split("\r\n")
        upgrade = any(line.lower().startswith("upgrade:") for line in lines)
        for at, line in enumerate(lines):
            name, _, value = line.partition(": ")
            if name.lower() == "host":
                lines[at] = f"Host: {self.host(value)}"
            if name.lower() == "origin" and self.origin:
                lines[at] = f"Origin: {self.origin}"
            if name.lower() == "connection" and not upgrade:
                lines[at] = "Connection: close"  # so that each request comes with its own head
        far, to = await asyncio.open_connection("localhost", self.upstream)
        to.write("\r\n".join(lines).encode("latin1"))
        try:
            await asyncio.gather(self.pipe(reader, to), self.pipe(far, writer))
        finally:
            to.close()

    async def pipe(self, reader, writer):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
        writer.close()

    def cut_off(self):
        """End all connections that there are; to be called from any thread."""
        for task in list(self.tasks):
            self.server.get_loop().call_soon_threadsafe(task.cancel)

    async def stop(self):
        self.server.close()
        for task in (tasks := list(self.tasks)):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@contextmanager
def proxies():
    """Give a function that starts a proxy, called with what `Proxy` takes; all end together."""
    loop, started = asyncio.new_event_loop(), []
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    def call(coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, loop).result(10)

    def start(*what, **options):
        proxy = Proxy(*what, **options)
        call(proxy.start())
        started.append(proxy)
        return proxy

    try:
        yield start
    finally:
        for proxy in started:
            call(proxy.stop())
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
