import { probeDaemon, type StateHome } from '@sallyport/device';

const INTERVAL_MS = 2_000;
/** With the probe's own deadline of two seconds, a guard that answers nobody is replaced after about eight. */
const PATIENCE = 3;

/**
 * Ends a guard that runs and answers nobody, so that its supervisor starts another: a process that hangs never
 * exits by itself. A guard that is gone is none of our business, its exit was seen. Returns how to stop watching.
 */
export function watchGuard(
  home: Pick<StateHome, 'hookSocket' | 'hookTokenHeader'>,
  pid: () => number | undefined,
  report: (text: string) => void,
): () => void {
  let silent = 0;
  let looking = false;
  const look = async (): Promise<void> => {
    const watched = pid();
    if (looking || watched === undefined) return;
    looking = true;
    const seen = await probeDaemon(home.hookSocket, home.hookTokenHeader);
    looking = false;
    // Another process than the one we asked about: it starts with a clean slate.
    silent = seen.kind === 'up' || pid() !== watched ? 0 : silent + 1;
    if (silent < PATIENCE) return;
    silent = 0;
    report('the guard runs and does not answer; it is started anew');
    try {
      process.kill(watched, 'SIGKILL');
    } catch {
      // It has ended in the meantime.
    }
  };
  const timer = setInterval(() => void look(), INTERVAL_MS);
  timer.unref();
  return () => clearInterval(timer);
}
