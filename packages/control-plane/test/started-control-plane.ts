import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Status } from '@sallyport/fleet-protocol';
import { bundledThreads } from './bundled-threads.ts';
import { startControlPlane, type ControlPlane, type ControlPlaneOptions } from '../src/index.ts';

export const DEVICE_TOKEN = 'device-token-of-this-test';
export const API_TOKEN = 'api-token-of-this-test';
export const NOW = '2026-11-22T12:00:00.000Z';

export const STATUS: Status = {
  version: '0.1.0',
  tier: 'cooperative',
  home: '/home/ada/.sallyport',
  ports: {},
  chain: [
    { id: 'installed', ok: true, at: NOW, tool: null, status: null, bytes: null, session: null, fix: null },
  ],
  policy: { version: null, signed: false, age: null },
  spool: { pending: 0, bytes: 0, gaps: 0 },
};

export type StartedControlPlane = ControlPlane & {
  readonly directory: string;
  /** A request at the plane's own origin; `as` adds the token of a device or of the CLI. */
  readonly ask: (path: string, init?: RequestInit, as?: 'device' | 'cli') => Promise<Response>;
  readonly send: (body: unknown) => Promise<Response>;
  readonly logged: string[];
  /** Stops it and removes its directory. */
  readonly remove: () => Promise<void>;
};

const TOKENS = { device: DEVICE_TOKEN, cli: API_TOKEN };

/** A control plane of its own for one test: its own directory, its own port, its own clock. */
export const startedControlPlane = async (
  options: Partial<ControlPlaneOptions> = {},
): Promise<StartedControlPlane> => {
  const directory = options.directory ?? mkdtempSync(join(tmpdir(), 'sallyport-control-plane-'));
  const logged: string[] = [];
  const log = (fields: Readonly<Record<string, unknown>>, message: string): void => {
    const { err } = fields;
    logged.push(err instanceof Error ? `${message}: ${err.message}` : message);
  };
  const plane = await startControlPlane({
    directory,
    host: '127.0.0.1',
    port: 0,
    deviceToken: DEVICE_TOKEN,
    apiToken: API_TOKEN,
    status: async () => STATUS,
    log: { info: log, warn: log, error: log },
    now: () => new Date(NOW),
    ...options,
    storeThreads: options.storeThreads ?? bundledThreads(),
  });
  const ask = async (path: string, init: RequestInit = {}, as?: 'device' | 'cli'): Promise<Response> => {
    const headers = new Headers(init.headers);
    if (as !== undefined) headers.set('authorization', `Bearer ${TOKENS[as]}`);
    return fetch(`http://127.0.0.1:${plane.port}${path}`, { ...init, headers });
  };
  return {
    ...plane,
    directory,
    ask,
    logged,
    send: async (body) =>
      ask(
        '/api/v1/evidence',
        { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } },
        'device',
      ),
    remove: async () => {
      await plane.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
};
