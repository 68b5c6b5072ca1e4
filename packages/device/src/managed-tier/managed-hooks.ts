import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { NewEvidence } from '@sallyport/action-model';
import { PASSED_ON } from '../hook-client/hook-command.ts';
import { headerOf } from '../hook-client/hook-script.ts';
import {
  closeHookServer,
  type HookAnswer,
  type HookCall,
  type HookHandler,
} from '../hook-endpoint/hook-server.ts';
import type { StateHome } from '../state-home.ts';
import { startHookPorts, type HandedOver } from './hook-ports.ts';
import { countUnanswered } from './count-unanswered.ts';
import { createPeople, localPeople, type Person } from './people.ts';
import { SessionClaims, type Claims } from './session-claims.ts';

export type ManagedHookOptions = Omit<HookHandler, 'answer'> & {
  listening: HandedOver;
  home: StateHome;
  answer: (call: HookCall, person: Person) => Promise<HookAnswer>;
  /** Begins to look for sessions of this person that go round the hook; returns how to stop. */
  watch: (person: Person) => () => void;
  note: (evidence: NewEvidence) => void;
};

/** The client writes its session first; what an agent can put into a payload comes behind it. */
const SESSION = /^.{0,40}"session_id":"([0-9A-Za-z-]{1,64})"/s;

const CLAIMED = ['X-Project', ...PASSED_ON.map(headerOf)].map((name) => name.toLowerCase());

const claimsIn = (headers: HookCall['headers']): Claims =>
  Object.fromEntries(
    CLAIMED.flatMap((name) => {
      const value = headers[name];
      return typeof value === 'string' && value !== '' ? [[name, value]] : [];
    }),
  );

/** Hooks of everybody on a managed machine: who calls, in which project, and who got no decision. */
export async function startManagedHooks(options: ManagedHookOptions): Promise<{ stop: () => Promise<void> }> {
  const { listening, home, answer, watch, failed } = options;
  const personOf = createPeople();
  const sessions = new SessionClaims(home.sessionClaims);
  const watched = new Map<number, () => void>();
  const meet = (person: Person): void => {
    if (!watched.has(person.uid)) watched.set(person.uid, watch(person));
  };
  for (const person of localPeople()) if (existsSync(join(person.home, '.claude'))) meet(person);

  const unanswered = countUnanswered(options.note);
  const servers = await startHookPorts(listening, {
    personOf,
    answer: async (call) => {
      const { person } = call;
      if (person === undefined) throw new Error('a call was admitted without a person');
      meet(person);
      const claims = sessions.claimsOf(person.uid, SESSION.exec(call.body)?.[1], claimsIn(call.headers));
      return answer({ ...call, headers: claims }, person);
    },
    refused: (refusal) => {
      // Anybody can knock and be turned away; only a call that should have been answered says something about us.
      if (refusal.status >= 500) options.refused(refusal);
      unanswered.count(`${refusal.event} ${refusal.status}`);
    },
    unheard: (event) => unanswered.count(`${event} too late`),
    failed: (error, event) => {
      // Whoever goes away before the end does this at will: the log has one of each kind, the evidence their number.
      if (unanswered.count(`${event} gone`)) failed(error, event);
    },
  });
  return {
    stop: async () => {
      for (const stopWatching of watched.values()) stopWatching();
      await Promise.all(servers.map(closeHookServer));
      unanswered.stop();
    },
  };
}
