import { createServer } from 'node:http';
import { once } from 'node:events';
import { networkInterfaces } from 'node:os';
import { describe, expect, it } from 'vitest';
import { listenOnLoopback } from './listen-on-loopback.ts';

const hello = (_request: unknown, response: { end: (text: string) => void }): void => response.end('hello');

const hasIpv6 = Object.values(networkInterfaces()).some((addresses) =>
  addresses?.some(({ address }) => address === '::1'),
);

describe('listenOnLoopback', () => {
  it('answers on every loopback address there is, under one port, and on none when closed', async () => {
    const { port, close } = await listenOnLoopback(hello, '127.0.0.1', 0);
    for (const host of ['127.0.0.1', ...(hasIpv6 ? ['[::1]'] : [])])
      expect(await (await fetch(`http://${host}:${port}/`)).text()).toBe('hello');
    await close();
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow('fetch failed');
  });

  it.skipIf(!hasIpv6)(
    'does not start where a stranger holds the address that localhost means first',
    async () => {
      const stranger = createServer();
      stranger.listen(0, '::1');
      await once(stranger, 'listening');
      const address = stranger.address();
      const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
      await expect(listenOnLoopback(hello, '127.0.0.1', port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
      // And it lets go of the address it had.
      const again = createServer();
      again.listen(port, '127.0.0.1');
      await once(again, 'listening');
      again.close();
      stranger.close();
    },
  );
});
