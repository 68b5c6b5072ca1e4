import { mkdirSync, watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { StateHome } from '../state-home.ts';
import { localGuard } from './local-protection.ts';
import type { PolicyCache } from './policy-cache.ts';

/** Names the parts of this installation to the policy whenever `up` writes down new ones. Returns how to stop. */
export function followLocalGuard(
  home: StateHome,
  userHome: string,
  own: Parameters<typeof localGuard>[2],
  cache: PolicyCache,
): () => void {
  mkdirSync(dirname(home.running), { recursive: true, mode: 0o700 });
  const watcher = watch(dirname(home.running), { persistent: false }, (_, name) => {
    if (name === null || name === basename(home.running)) cache.protect(localGuard(home, userHome, own));
  });
  // Without the watch the parts known at the start stay protected.
  watcher.on('error', () => watcher.close());
  return () => watcher.close();
}
