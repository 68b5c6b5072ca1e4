import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { findPortOwner } from './port-owner.ts';

describe.skipIf(process.platform !== 'linux')('findPortOwner', () => {
  it.each(['127.0.0.1', '::1'])('names who listens on %s, and nobody once it is free', async (host) => {
    const server = createServer();
    await new Promise<void>((resolve) => void server.listen({ host, port: 0 }, resolve));
    // A server that listens on a port has an address of this form.
    const { port } = server.address() as { port: number };
    expect(findPortOwner(port)).toEqual({ pid: process.pid, program: expect.stringMatching(/\S/) as string });
    await new Promise((resolve) => server.close(resolve));
    expect(findPortOwner(port)).toBeUndefined();
  });
});
