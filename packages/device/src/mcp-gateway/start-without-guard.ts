/**
 * The guard's first word where no guard says it. A guard that is away does not make the policy away: the one in force lies
 * signed on this disk, and says whether a server may be started; without one the last-resort table does. What is done with
 * the server's messages afterwards is `without-guard.ts`. Loaded only then.
 */
import { homedir, userInfo } from 'node:os';
import type { NewEvidence } from '@sallyport/action-model';
import type { HookDoor } from '../hook-endpoint/answer-hook.ts';
import { hookContextOf } from '../hook-endpoint/machine.ts';
import { policyDoor } from '../hook-endpoint/make-door.ts';
import { openDeviceId } from '../identity.ts';
import { keepOfflineEvidence } from '../offline/offline-evidence.ts';
import { localGuard } from '../policy-cache/local-protection.ts';
import { PeopleFile } from '../policy-cache/people-file.ts';
import { PolicyCache } from '../policy-cache/policy-cache.ts';
import type { StateHome } from '../state-home.ts';
import { newSessionName } from './mcp-session.ts';
import { identifyStarted } from './pinned/identify-started.ts';
import { openCopies } from './pinned/open-copies.ts';
import type { RelayHello } from './relay-hello.ts';
import { relayOrigin } from './relay-origin.ts';
import { notStartedText, whyNotStarted } from './server-load.ts';

/** What a relay would have said to its guard. */
export type Asking = Pick<RelayHello, 'name' | 'command' | 'cwd' | 'path' | 'pinned' | 'claims'> & {
  readonly args: readonly string[];
};

const now = (): Date => new Date();

/** Why the server is not started; undefined where it may be, which is then on record. */
export async function whyNotStartedAlone(hello: Asking, home: StateHome): Promise<string | undefined> {
  const keep = (evidence: NewEvidence): void => keepOfflineEvidence(home.offlineEvidence, evidence, now());
  try {
    const user = userInfo().username;
    const machine = {
      ...new PeopleFile(home.people, 'cooperative').groupsOf(user),
      home: homedir(),
      user,
      device: openDeviceId(home),
      tier: 'cooperative' as const,
    };
    const context = hookContextOf(machine, hello.claims);
    const origin = relayOrigin(hello, newSessionName(), undefined, context);
    const { actionId, digest } = context;
    const door: HookDoor = {
      ...policyDoor(new PolicyCache(home, now, localGuard(home, homedir())), now),
      append: async (evidence) => {
        keep(evidence);
        return { ok: true };
      },
      note: keep,
    };
    const why = await whyNotStarted(
      hello.name,
      await identifyStarted({ ...hello, args: [...hello.args] }, openCopies(home)?.copies),
      { server: { name: hello.name }, from: 'client', origin, actionId, digest },
      door,
    );
    if (why === undefined)
      keep({
        type: 'lifecycle',
        event: 'mcp-started-without-guard',
        origin,
        detail: { server: hello.name.slice(0, 200), command: hello.command.slice(0, 2000) },
      });
    return why;
  } catch (error) {
    return notStartedText(
      hello.name,
      `its guard does not answer, and nothing could be decided without it (${String(error).slice(0, 300)})`,
      'They can run: sallyport doctor',
    );
  }
}
