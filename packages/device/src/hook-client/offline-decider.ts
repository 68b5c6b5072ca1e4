// Started by hook.sh when no daemon listens: decides one hook call with the cached policy, keeps the evidence in a
// file of its own, and prints the same answer the daemon would have given.
// Usage: offline-decider STATE_HOME EVENT PROJECT_FOLDER [value of each passed-on variable, in order]
import { readFileSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import type { NewEvidence } from '@sallyport/action-model';
import { answerHook, type HookDoor } from '../hook-endpoint/answer-hook.ts';
import { renderAnswer } from '../hook-endpoint/hook-server.ts';
import { hookContextOf } from '../hook-endpoint/machine.ts';
import { policyDoor } from '../hook-endpoint/make-door.ts';
import { openSessions } from '../hook-endpoint/open-sessions.ts';
import { openDeviceId } from '../identity.ts';
import { keepOfflineEvidence } from '../offline/offline-evidence.ts';
import { localGuard } from '../policy-cache/local-protection.ts';
import { PeopleFile } from '../policy-cache/people-file.ts';
import { PolicyCache } from '../policy-cache/policy-cache.ts';
import { stateHome } from '../state-home.ts';
import { PASSED_ON } from './hook-command.ts';
import { renderRefusal } from './hook-script.ts';

const [root, event, project, ...values] = process.argv.slice(2);
if (root === undefined || event === undefined) process.exit(1);
const home = stateHome(root);
const now = (): Date => new Date();
const keep = (evidence: NewEvidence): void => keepOfflineEvidence(home.offlineEvidence, evidence, now());

const environment = Object.fromEntries(
  ['CLAUDE_PROJECT_DIR', ...PASSED_ON].map((name, index) => [name, [project, ...values][index] || undefined]),
);
const context = hookContextOf(
  {
    home: homedir(),
    user: userInfo().username,
    ...new PeopleFile(home.people, 'cooperative').groupsOf(userInfo().username),
    device: openDeviceId(home),
    tier: 'cooperative',
  },
  environment,
);
const bytes = readFileSync(0);
const body = bytes.toString('utf8');
const sessions = openSessions(home.sessionFiles(), now, keep);
const door: HookDoor = {
  ...policyDoor(new PolicyCache(home, now, localGuard(home, homedir())), now, { sessions }),
  append: async (evidence) => {
    try {
      keep(evidence);
      return { ok: true };
    } catch (error) {
      return { ok: false, failure: 'spool-failed', detail: String(error) };
    }
  },
  note: keep,
  sessions,
  // One call and then the end: nobody else waits while these are looked at. Loaded for those calls alone that need it.
  inspect: async (texts) => {
    const [{ detect }, { readOwnDetectorsFile }] = await Promise.all([
      import('@sallyport/detectors'),
      import('../inspection/own-detectors-file.ts'),
    ]);
    const file = readOwnDetectorsFile(home.detectors, 'cooperative');
    const own = file.kind === 'ok' ? file.own : undefined;
    return texts.map((text) => detect(text, { own }));
  },
};
const said = await answerHook({ event, body, bytes }, context, door).then(
  ({ answer }) => renderAnswer(answer),
  // The payload is read and gone: what the script's last resort cannot know any more is said here.
  () => renderRefusal(body.slice(0, 65_536)),
);
process.stdout.write(said);
