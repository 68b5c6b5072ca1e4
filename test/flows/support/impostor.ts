import { createServer, type Server, type Socket } from 'node:net';

/** What stands on the daemon's socket instead of the daemon: each behaves in one wrong way to every connection. */
export const IMPOSTORS = {
  'accepts and never answers': () => {},
  'dies in the middle of its answer': (socket: Socket) => {
    socket.once('data', () => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\nsallyp');
      socket.destroy();
    });
  },
  'dies after a whole allow mark, in the middle of the body': (socket: Socket) => {
    socket.once('data', () => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n');
      socket.destroy();
    });
  },
  'answers garbage': (socket: Socket) =>
    void socket.once('data', () => socket.end(Buffer.from([0, 255, 1, 254, 13, 10, 13, 10]))),
  'answers an empty 200': (socket: Socket) =>
    void socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')),
  'answers {} like a stranger': (socket: Socket) =>
    void socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}')),
  'answers 204': (socket: Socket) =>
    void socket.once('data', () => socket.end('HTTP/1.1 204 No Content\r\n\r\n')),
  'answers 500': (socket: Socket) =>
    void socket.once('data', () => socket.end('HTTP/1.1 500 No\r\nContent-Length: 4\r\n\r\nfail')),
  'answers a redirect': (socket: Socket) =>
    void socket.once('data', () =>
      socket.end('HTTP/1.1 302 Found\r\nLocation: http://localhost/other\r\nContent-Length: 0\r\n\r\n'),
    ),
  'answers one byte a second': (socket: Socket) => {
    socket.once('data', () => {
      const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\nsallyport/1 0';
      let sent = 0;
      const timer = setInterval(() => {
        if (sent >= answer.length || socket.destroyed) return clearInterval(timer);
        socket.write(answer.slice(sent, sent + 1));
        sent += 1;
      }, 1000);
      socket.on('close', () => clearInterval(timer));
    });
  },
  'answers an unknown mark': (socket: Socket) =>
    void socket.once('data', () =>
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\nsallyport/9 0\r\n'),
    ),
} as const satisfies Record<string, (socket: Socket) => void>;

export async function startImpostor(
  path: string,
  behave: (socket: Socket) => void,
): Promise<AsyncDisposable> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    behave(socket);
  });
  await new Promise<void>((resolve) => void server.listen(path, resolve));
  return {
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
