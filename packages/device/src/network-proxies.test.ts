import { createServer, request, type Server } from 'node:http';
import { request as requestHttps } from 'node:https';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { goThroughProxies } from './network-proxies.ts';

const listen = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
};

/** A name that nobody can look up, so that what answers can only be the proxy. */
const FAR = 'mcp.example.invalid';

/** What the other end says, or why it says nothing. */
const ask = (url: string): Promise<string> =>
  new Promise((resolve) => {
    const asked = (url.startsWith('https:') ? requestHttps : request)(url, (answer) => {
      text(answer).then(resolve, String);
    });
    asked.on('error', (error) => resolve(error.message));
    asked.end();
  });

describe('requests of the guard', () => {
  const heard: string[] = [];
  let proxy: Server;
  let own: Server;
  let proxyUrl = '';
  let ownUrl = '';
  let used: ReturnType<typeof goThroughProxies> = false;
  beforeEach(async () => {
    heard.length = 0;
    proxy = createServer((asked, response) => {
      heard.push(`${asked.method} ${asked.url}`);
      response.end('from the proxy');
    }).on('connect', (asked, socket) => {
      heard.push(`CONNECT ${asked.url}`);
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    });
    own = createServer((_asked, response) => void response.end('from this machine'));
    [proxyUrl, ownUrl] = [`http://127.0.0.1:${await listen(proxy)}`, `http://127.0.0.1:${await listen(own)}`];
  });
  afterEach(() => {
    if (used !== false) used.undo();
    used = false;
    for (const server of [proxy, own]) {
      server.closeAllConnections();
      server.close();
    }
  });
  const use = (variables: Record<string, string>): void => {
    used = goThroughProxies(variables);
  };
  it.each(['HTTP_PROXY', 'http_proxy'])('go through the proxy that %s names', async (name) => {
    use({ [name]: proxyUrl });
    expect(await ask(`http://${FAR}/mcp`)).toBe('from the proxy');
    // This one takes a tunnel for everything.
    await fetch(`http://${FAR}/judge`).catch(() => {});
    expect(heard).toEqual([`GET http://${FAR}/mcp`, `CONNECT ${FAR}:80`]);
  });

  it('go through it as a tunnel where they are encrypted', async () => {
    use({ HTTPS_PROXY: proxyUrl });
    await ask(`https://${FAR}/mcp`);
    await fetch(`https://${FAR}/judge`).catch(() => {});
    expect(heard).toEqual([`CONNECT ${FAR}:443`, `CONNECT ${FAR}:443`]);
  });

  it('never go through it to this machine, whatever else is direct', async () => {
    use({ HTTP_PROXY: proxyUrl, NO_PROXY: 'direct.example' });
    expect(await ask(ownUrl)).toBe('from this machine');
    expect(await (await fetch(ownUrl)).text()).toBe('from this machine');
    expect(await ask(ownUrl.replace('127.0.0.1', 'localhost'))).toBe('from this machine');
    expect(await ask('http://direct.example:1')).not.toBe('from the proxy');
    expect(heard).toEqual([]);
  });

  it('go straight where no variable names a proxy', () => {
    expect(goThroughProxies({ NO_PROXY: 'x', PATH: '/bin', HTTPS_PROXY: '' })).toBe(false);
  });
});
