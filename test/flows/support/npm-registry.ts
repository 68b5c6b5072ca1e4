/** A registry of npm on loopback that has what lies in a folder of installed packages, and what a test publishes. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

export type NpmRegistry = AsyncDisposable & {
  readonly url: string;
  /** What was asked for, in order. */
  readonly asked: string[];
  /** The folder of a package, as another version of it. */
  readonly publish: (folder: string) => void;
};

/** Only the parts of a `package.json` that a registry looks at. */
type Manifest = { readonly name: string; readonly version: string };

export async function startNpmRegistry(installed: string, token: string): Promise<NpmRegistry> {
  const folders = new Map<string, Map<string, string>>();
  const asked: string[] = [];
  const publish = (folder: string): void => {
    // Written by npm, or by the test.
    const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
    const versions = folders.get(name) ?? new Map<string, string>();
    folders.set(name, versions.set(version, folder));
  };
  const walk = (modules: string): void => {
    for (const name of readdirSync(modules)) {
      const folder = join(modules, name);
      if (name.startsWith('@')) walk(folder);
      else if (existsSync(join(folder, 'package.json'))) publish(folder);
      if (existsSync(join(folder, 'node_modules'))) walk(join(folder, 'node_modules'));
    }
  };
  walk(installed);
  const packed = new Map<string, Buffer>();
  const pack = (folder: string): Buffer => {
    const before = packed.get(folder);
    if (before !== undefined) return before;
    const words = ['-czf', '-', '-C', folder, '--exclude=./node_modules', '--transform=s,^\\.,package,', '.'];
    const bytes = execFileSync('tar', words, { maxBuffer: 64 * 1024 * 1024 });
    packed.set(folder, bytes);
    return bytes;
  };
  const describe = (name: string, versions: ReadonlyMap<string, string>): string => {
    const entries = [...versions].map(([version, folder]) => {
      const integrity = `sha512-${createHash('sha512').update(pack(folder)).digest('base64')}`;
      const dist = { tarball: `${url}${name}/-/${version}.tgz`, integrity };
      const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
      return [version, { ...manifest, dist }] as const;
    });
    const latest = entries.at(-1)?.[0];
    return JSON.stringify({ name, 'dist-tags': { latest }, versions: Object.fromEntries(entries) });
  };
  const answerTo = (path: string): string | Buffer | undefined => {
    const [name = '', file] = path.split('/-/');
    const versions = folders.get(name);
    if (versions === undefined) return undefined;
    const folder = file === undefined ? undefined : versions.get(file.replace(/\.tgz$/, ''));
    return folder === undefined ? describe(name, versions) : pack(folder);
  };
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '').slice(1);
    asked.push(path);
    const isTheirs = request.headers.authorization === `Bearer ${token}`;
    const answer = isTheirs ? answerTo(path) : undefined;
    response.writeHead(answer === undefined ? (isTheirs ? 404 : 401) : 200).end(answer);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // Listens on a port, so its address is one.
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return {
    url,
    asked,
    publish,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
