#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Passes TCP connections on to servers: who goes through it is cut off from them while it is stopped (SIGSTOP).
usage: valve.py PORT...   prints a port for each"""
import asyncio
import sys


async def pump(source, target):
    try:
        while data := await source.read(65536):
            target.write(data)
            await target.drain()
    except OSError:
        pass
    finally:
        target.close()


async def serve(server):
    async def passed(reader, writer):
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", server)
        except OSError:
            writer.close()
            return
        await asyncio.gather(pump(reader, far_writer), pump(far_reader, writer))
    return await asyncio.start_server(passed, "127.0.0.1", 0)


async def main():
    servers = [await serve(int(port)) for port in sys.argv[1:]]
    print(*(server.sockets[0].getsockname()[1] for server in servers), flush=True)
    await asyncio.gather(*(server.serve_forever() for server in servers))


asyncio.run(main())
