import { realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Action, PathUse } from '@sallyport/action-model';

/**
 * Adds where each path really leads: symbolic links followed, as the file system is now. Policy stays pure
 * because this happens before it. A path that does not exist yet resolves through its nearest existing folder,
 * so writing `link/new-file` is judged where the link points.
 */
export function resolvePaths<Kind extends Action>(action: Kind): Kind {
  if (action.paths.length === 0) return action;
  const known = new Map<string, string>();
  return { ...action, paths: action.paths.map((use) => resolveUse(use, known)) };
}

/** What a listing costs must not grow with what an agent writes into one command. */
const MAX_RESOLVED_PATHS = 512;

function resolveUse(use: PathUse, known: Map<string, string>): PathUse {
  const fixed = use.glob ? fixedPrefix(use.path) : use.path;
  let resolved = known.get(fixed);
  if (resolved === undefined) {
    if (known.size >= MAX_RESOLVED_PATHS) return use;
    resolved = followLinks(fixed);
    known.set(fixed, resolved);
  }
  const whole = resolved + use.path.slice(fixed.length);
  return whole === use.path ? use : { ...use, resolved: whole.slice(0, 8192) };
}

/** The folder part of a pattern before its first wildcard. */
function fixedPrefix(pattern: string): string {
  const wildcard = pattern.search(/[*?[{]/);
  const slash = pattern.lastIndexOf('/', wildcard === -1 ? pattern.length : wildcard);
  return slash <= 0 ? '/' : pattern.slice(0, slash);
}

function followLinks(path: string): string {
  const missing: string[] = [];
  for (let current = path; ; current = dirname(current)) {
    try {
      return join(realpathSync.native(current), ...missing);
    } catch {
      if (dirname(current) === current) return path;
      missing.unshift(basename(current));
    }
  }
}
