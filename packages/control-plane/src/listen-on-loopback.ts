import { createServer, type RequestListener, type Server } from 'node:http';

export type Listening = { readonly port: number; readonly close: () => Promise<void> };

/** Longer than the pauses of a device: one that reuses a connection at the moment it ends sees a reset. */
const KEEP_ALIVE_MS = 65_000;
const MAX_TRIES = 10;

const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;

const listen = async (
  handle: RequestListener,
  host: string,
  port: number,
): Promise<{ server: Server; port: number }> => {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, handle);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, ipv6Only: true }, resolve);
  });
  const address = server.address();
  // A TCP server that listens has an address of the second form; text is a pipe's.
  return { server, port: typeof address === 'object' && address !== null ? address.port : port };
};

/** The same for sockets that a service manager holds and has handed over; all of them belong to one port. */
export const listenOnDescriptors = async (
  handle: RequestListener,
  descriptors: readonly number[],
  port: number,
): Promise<Listening> => {
  const servers: Server[] = [];
  for (const fd of descriptors) {
    const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, handle);
    servers.push(server);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ fd }, resolve);
    });
  }
  return {
    port,
    close: async () => {
      await Promise.all(servers.map(closeServer));
    },
  };
};

const closeServer = async (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

/** No IPv6 on this machine: then nobody else can be there either. */
const hasNoAddress = (error: unknown): boolean =>
  ['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(String(codeOf(error)));

/**
 * Listens on both loopback addresses under one port. `localhost` means ::1 first to a browser, so a stranger who holds
 * that address would get the login link; when it is taken the start fails, or with port 0 another port is tried.
 */
export const listenOnLoopback = async (
  handle: RequestListener,
  host: '127.0.0.1',
  port: number,
): Promise<Listening> => {
  for (let tries = 1; ; tries += 1) {
    const first = await listen(handle, host, port);
    const servers = [first.server];
    try {
      servers.push((await listen(handle, '::1', first.port)).server);
    } catch (error) {
      if (!hasNoAddress(error)) {
        await closeServer(first.server);
        if (port === 0 && tries < MAX_TRIES) continue;
        throw error;
      }
    }
    return {
      port: first.port,
      close: async () => {
        await Promise.all(servers.map(closeServer));
      },
    };
  }
};
