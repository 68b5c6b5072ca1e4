import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readIfThere, writePrivateFile } from '../private-file.ts';
import type { StateHome } from '../state-home.ts';
import { renderHookScript } from './hook-script.ts';

const CURL_PLACES = ['/usr/bin/curl', '/bin/curl', '/usr/local/bin/curl', '/opt/homebrew/bin/curl'];

/** The decider beside the bundled program, or its source in a checkout: the repo's Node runs both. */
function offlineDeciderFile(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const places = [
    join(here, 'offline-decider.mjs'),
    join(here, '..', 'offline-decider.mjs'),
    join(here, 'offline-decider.ts'),
  ];
  return places.find((place) => existsSync(place)) ?? join(here, 'offline-decider.mjs');
}

/** The curl of this machine, or what to do when there is none. */
export const findCurl = (): { ok: true; curl: string } | { ok: false; message: string } => {
  const curl = CURL_PLACES.find((place) => existsSync(place));
  return curl === undefined
    ? {
        ok: false,
        message: `curl was not found in ${CURL_PLACES.join(', ')}; install it (on Debian \`apt-get install curl\`) and run this again`,
      }
    : { ok: true, curl };
};

export type HookScriptOutcome = { ok: true; changed: boolean } | { ok: false; message: string };

/** Writes the hook script for this installation, or leaves it when it is right. */
export function writeHookScript(home: StateHome, userHome: string): HookScriptOutcome {
  const found = findCurl();
  if (!found.ok) return found;
  const text = renderHookScript({
    curl: found.curl,
    node: process.execPath,
    socket: home.hookSocket,
    tokenHeader: home.hookTokenHeader,
    offlineDecider: offlineDeciderFile(),
    stateHome: home.root,
    userHome,
    gaps: home.hookGaps,
    stops: home.stopMarks,
  });
  if (readIfThere(home.hookScript) === text) return { ok: true, changed: false };
  writePrivateFile(home.hookScript, text);
  return { ok: true, changed: true };
}
