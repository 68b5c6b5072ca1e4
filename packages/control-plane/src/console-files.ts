import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';

export type ConsoleFile = {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly headers: Readonly<Record<string, string>>;
};

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};

/** Nothing may run, frame or be loaded but what we serve: evidence is hostile text, and this is the second lock behind React. */
export const CONSOLE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; font-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

const headersOf = (path: string): Record<string, string> => ({
  'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
  'content-security-policy': CONSOLE_POLICY,
  // The build puts a hash of the content into the names below `assets`.
  'cache-control': path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
});

/**
 * The console's build, read once at start. A request then only picks from a list: there is no path to walk out of.
 * Empty when there is no build.
 */
export const readConsoleFiles = (directory: string | undefined): ReadonlyMap<string, ConsoleFile> => {
  if (directory === undefined) return new Map();
  let entries;
  try {
    entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  } catch {
    return new Map();
  }
  const files = entries
    .filter((entry) => entry.isFile() && extname(entry.name) !== '.map')
    .map((entry): [string, ConsoleFile] => {
      const file = join(entry.parentPath, entry.name);
      const path = `/${relative(directory, file).split(sep).join('/')}`;
      return [path, { bytes: new Uint8Array(readFileSync(file)), headers: headersOf(path) }];
    });
  return new Map(files);
};

/** The file of a path. A path without an ending is a place inside the page, so it gets the page. */
export const findConsoleFile = (
  files: ReadonlyMap<string, ConsoleFile>,
  path: string,
): ConsoleFile | undefined =>
  files.get(path) ?? (extname(path) === '' ? files.get('/index.html') : undefined);
