import { mkdirSync, watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { StateHome } from '../state-home.ts';
import { localGuard } from './local-protection.ts';
import type { PolicyCache } from './policy-cache.ts';

const LOOK_INTERVAL_MS = 10_000;

/** Names the parts of this installation to the policy whenever `up` writes down new ones. Returns how to stop. */
export function followLocalGuard(
  home: StateHome,
  userHome: string,
  own: Parameters<typeof localGuard>[2],
  cache: PolicyCache,
): () => void {
  mkdirSync(dirname(home.running), { recursive: true, mode: 0o700 });
  const look = (): void => cache.protect(localGuard(home, userHome, own));
  const watcher = watch(dirname(home.running), { persistent: false }, (_, name) => {
    if (name === null || name === basename(home.running)) look();
  });
  // A watch can break, or miss what a file system does not tell; looking from time to time finds it all the same.
  watcher.on('error', () => watcher.close());
  const timer = setInterval(look, LOOK_INTERVAL_MS);
  timer.unref();
  return () => {
    watcher.close();
    clearInterval(timer);
  };
}
