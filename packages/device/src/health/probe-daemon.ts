import { request } from 'node:http';
import { readSmallFile } from './read-bounded.ts';
import type { DaemonSeen } from './snapshot.ts';

/** An event name that no client sends: the daemon answers it after it has looked at the token. */
export const PROBE_EVENT = 'Probe';

const DEADLINE_MS = 2000;
const HEADER = /^([A-Za-z-]+): (\S+)$/;

/**
 * Asks the daemon on its own socket, with the token that hooks would send. `tokenFile` holds one header line. Any
 * HTTP answer means that it is up; 401 means that it has another token.
 */
export const probeDaemon = async (socket: string, tokenFile: string): Promise<DaemonSeen> => {
  const file = await readSmallFile(tokenFile);
  const header = file.kind === 'file' ? HEADER.exec(file.text.trim()) : null;
  const [, name, token] = header ?? [];
  const hasToken = name !== undefined && token !== undefined;
  return new Promise((resolve) => {
    const call = request(
      {
        socketPath: socket,
        path: `/hook/${PROBE_EVENT}`,
        method: 'POST',
        headers: { host: 'localhost', 'content-length': '0', ...(hasToken ? { [name]: token } : {}) },
        timeout: DEADLINE_MS,
      },
      (response) => {
        response.resume();
        const tokenAccepted = hasToken ? response.statusCode !== 401 : null;
        resolve({ kind: 'up', tokenAccepted });
      },
    );
    call.on('timeout', () => call.destroy(new Error(`no answer within ${DEADLINE_MS} ms`)));
    call.on('error', (error: NodeJS.ErrnoException) =>
      resolve({ kind: 'down', why: error.code ?? error.message }),
    );
    call.end();
  });
};
