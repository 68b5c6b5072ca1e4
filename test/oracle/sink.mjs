// The machine an attacker would send to, inside the sandbox's own network. Everything that arrives is written to
// file descriptor 3, which only the test holds; SIGTERM ends it after what is under way has been read.
import { createSocket } from 'node:dgram';
import { writeSync } from 'node:fs';
import { createServer } from 'node:net';

const keep = (bytes) => writeSync(3, bytes);
const server = createServer((socket) => {
  socket.on('data', (bytes) => {
    keep(bytes);
    if (bytes.includes('100-continue')) socket.write('HTTP/1.1 100 Continue\r\n\r\n');
    if (/^(?:GET|POST|PUT|HEAD) /.test(bytes.toString('latin1'))) {
      // Slow enough for a body that comes in a second packet, and then the client is told to go.
      setTimeout(() => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n'), 60);
    }
  });
  socket.on('error', () => {});
});
const datagrams = createSocket('udp4');
datagrams.on('message', keep);
datagrams.bind(8053, '127.0.0.1', () =>
  server.listen(8080, '127.0.0.1', () => process.stdout.write('ready\n')),
);
process.on('SIGTERM', () => setTimeout(() => process.exit(0), 100));
