/**
 * The daemon of one device: holds the hook's socket, the policy cache and the spool, and moves evidence to the
 * control plane afterwards. It owns their lifetimes and nothing else; what a hook call means is `answerHook`, what
 * to do is `enforce`. It must never make a hook wait for the control plane.
 */
import type { NewEvidence, Tier } from '@sallyport/action-model';
import {
  DeedLedger,
  RateCounts,
  redactEvidence,
  type SessionMemory,
  WarnedBefore,
} from '@sallyport/enforcement';
import { claimedOrigin } from '@sallyport/surfaces';
import { pino } from 'pino';
import { ApprovalDesk } from './approvals/approval-desk.ts';
import { PasskeyRing } from './approvals/passkeys/passkey-ring.ts';
import { ClockWatch, jumpSince, keepClock, steadyClock } from './clock-watch.ts';
import { startControlPlaneLink } from './control-plane-link.ts';
import { answerHook, type HookAnswered, type HookDoor } from './hook-endpoint/answer-hook.ts';
import {
  closeHookServer,
  startHookServer,
  type HookCall,
  type HookHandler,
} from './hook-endpoint/hook-server.ts';
import { environmentOfHeaders, hookContextOf } from './hook-endpoint/machine.ts';
import { policyDoor } from './hook-endpoint/make-door.ts';
import { openSessions } from './hook-endpoint/open-sessions.ts';
import { Inspector } from './inspection/inspector.ts';
import { OwnDetectorsFile } from './inspection/own-detectors-file.ts';
import { RememberedNames } from './hard-links.ts';
import { ProofKeeper } from './health/proof-keeper.ts';
import { BypassWatch } from './health/watch-bypass.ts';
import type { Identity } from './identity.ts';
import { watchOwnInventory } from './inventory/watch-own-inventory.ts';
import { judgeOfFile } from './judge/judge-of-file.ts';
import { clientFolder } from './install/client-folders.ts';
import { doorOfPerson } from './managed-tier/door-of-person.ts';
import { readerOfPerson } from './managed-tier/reader-of-person.ts';
import type { HandedOver } from './managed-tier/hook-ports.ts';
import { startManagedHooks } from './managed-tier/managed-hooks.ts';
import { followEverybody } from './managed-tier/follow-everybody.ts';
import { startManagedRelays } from './managed-tier/managed-relays.ts';
import { createPeople, type Person } from './managed-tier/people.ts';
import { listenWhenNeeded } from './mcp-gateway/http/listen-when-needed.ts';
import { startMcpGateway } from './mcp-gateway/mcp-gateway.ts';
import type { TalkParts } from './mcp-gateway/open-talk.ts';
import { openPinBook } from './mcp-gateway/open-pin-book.ts';
import { startCollecting } from './offline/start-collecting.ts';
import { followLocalGuard } from './policy-cache/follow-local-guard.ts';
import { localGuard } from './policy-cache/local-protection.ts';
import { PeopleFile } from './policy-cache/people-file.ts';
import { PolicyCache } from './policy-cache/policy-cache.ts';
import { ClientPosture } from './session-facts/client-posture.ts';
import { SessionFacts } from './session-facts/session-facts.ts';
import { deniedReads } from './sandbox/denied-reads.ts';
import { Sandbox } from './sandbox/sandbox.ts';
import { openSpool } from './spool/open-spool.ts';
import type { StateHome } from './state-home.ts';
import { nowAndThen } from './watched-file.ts';

export type DeviceOptions = {
  home: StateHome;
  identity: Identity;
  machine: { home: string; user: string; host: string };
  /** On a managed machine: the listening sockets for everybody's hooks. Without it the guard is its user's own. */
  managed?: HandedOver;
  /** The person's own environment, where `CLAUDE_CONFIG_DIR` may move the client's folder. */
  variables?: Readonly<Record<string, string | undefined>>;
  version: string;
  /** The words that run this program, for what the client is told to run in a command's place. */
  program?: readonly string[];
  /** Where policy comes from and evidence goes to; without it the cached policy is used and evidence waits. */
  controlPlane?: {
    url: string;
    /** Whose signature on a bundle this device believes; pinned at the first start. */
    signingKey: { keyId: string; publicKeyPem: string };
  };
  /** Where MCP servers over HTTP are reached, 0 for any free port; without it nowhere. */
  mcpPort?: number;
  /** How often the inventory of the guard's own person is taken; without it never. */
  inventoryEveryMs?: number;
  /** How long a new passkey proves nothing yet, where nobody but the agent's own user let it in. */
  passkeyWaitsMs?: number;
  now?: () => Date;
};

export type Device = { policyVersion: () => string | null; close: () => Promise<void> };

export async function startDevice(options: DeviceOptions): Promise<Device> {
  const { home, identity, machine, managed, version, controlPlane, now = () => new Date() } = options;
  const tier: Tier = managed === undefined ? 'cooperative' : 'managed';
  const log = pino({ base: { device: identity.device } });
  const spool = await openSpool({
    directory: home.spool,
    device: identity.device,
    tier,
    signingKey: identity.key,
    now,
  });
  const note = (evidence: NewEvidence, session?: string): void => {
    // A refusal is counted by the spool itself and becomes a gap record.
    void spool.append(redactEvidence(evidence), {
      lane: 'observation',
      ...(session === undefined ? {} : { session }),
    });
  };
  const own = {
    pids: [process.pid],
    ports: [
      ...(controlPlane === undefined ? [] : portOf(controlPlane.url)),
      ...(managed === undefined ? [] : [managed.port]),
    ],
  };
  const cache = new PolicyCache(home, now, localGuard(home, machine.home, own));
  const stopGuarding = followLocalGuard(home, machine.home, own, cache);
  note({
    type: 'lifecycle',
    event: 'daemon-started',
    detail: { version, policy: cache.state.ok ? cache.state.bundle.version : cache.state.why },
  });

  const jump = await jumpSince(home, now());
  if (jump !== undefined) note(jump);
  const keepThisClock = (): Promise<void> =>
    keepClock(home.clock, now()).catch((error: unknown) =>
      log.warn({ error }, 'the clock could not be kept'),
    );
  await keepThisClock();
  const stopWatchingClock = new ClockWatch({
    now,
    steady: steadyClock(),
    isStale: () => cache.state.ok && cache.state.stale,
    jumped: (evidence) => {
      note(evidence);
      void keepThisClock();
    },
  }).start();

  const deeds = new DeedLedger();
  const sessions = openSessions(home.sessionFiles(), now, note);
  const posture = new ClientPosture(home.records, now);
  const factsOf = (of: SessionMemory, uid?: number): SessionFacts =>
    new SessionFacts(of, home.sessionFiles(uid), now, (action) => posture.pluginsOf(action));
  const sessionFacts = factsOf(sessions);
  const sessionsOfOthers = new Map<number, { sessions: SessionMemory; sessionFacts: SessionFacts }>();
  // Each person's own: what one says of many sessions must not push out what is known of another's.
  const sessionsOf = (uid: number): { sessions: SessionMemory; sessionFacts: SessionFacts } => {
    const known = sessionsOfOthers.get(uid);
    if (known !== undefined) return known;
    const theirs = openSessions(home.sessionFiles(uid), now, note);
    const opened = { sessions: theirs, sessionFacts: factsOf(theirs, uid) };
    sessionsOfOthers.set(uid, opened);
    return opened;
  };
  const rates = new RateCounts(now);
  const sandbox =
    options.program === undefined
      ? undefined
      : new Sandbox({
          program: options.program,
          stateHome: managed === undefined ? home.root : undefined,
          deniedReads: () => deniedReads(cache.state),
          now,
        });
  // Nobody waits for it: until it has been seen to hold there is none.
  void sandbox?.open(machine.home, (why) => log.warn({ why }, 'commands cannot be run read-only here'));
  const ownDetectors = new OwnDetectorsFile(home.detectors, tier);
  const inspector = new Inspector({
    own: nowAndThen(() => ownDetectors.text()),
    onFailure: (why) => log.error({ why }, 'a text could not be inspected'),
  });
  const door: HookDoor = {
    ...policyDoor(cache, now, { sessions, rates, sessionFacts, posture }),
    sessions,
    sessionFacts,
    rates,
    warned: new WarnedBefore(),
    askJudge: judgeOfFile({
      file: home.judge,
      tier,
      now,
      note,
      onProblem: (why) => log.warn({ why }, 'the judge gave no answer'),
    }),
    inspect: (texts, limits) => inspector.inspect(texts, limits),
    append: (evidence, options) => spool.append(evidence, options),
    note,
    deeds,
    protectedNames: new RememberedNames(),
    ...(sandbox === undefined ? {} : { sandbox }),
    failed: (error) => log.error({ error }, 'what a tool did could not be compared with what was decided'),
  };
  const proofs = await ProofKeeper.open({
    path: home.proofs,
    now: now(),
    onError: (error) => log.warn({ error }, 'proofs could not be written'),
  });
  const stopProving = spool.onDurable(() => {
    const { lastSeq } = spool.statistics();
    if (lastSeq > 0) proofs.stored({ seq: lastSeq, at: now().toISOString() });
  });
  const people = new PeopleFile(home.people, tier);
  const passkeys = new PasskeyRing({
    file: home.passkeys,
    codes: home.passkeyCodes,
    key: identity.key,
    device: identity.device,
    origin: controlPlane === undefined ? undefined : consoleOrigin(controlPlane.url),
    // On a managed machine root let them in, and the agent's user is not root.
    waitsMs: managed === undefined ? (options.passkeyWaitsMs ?? PASSKEY_WAITS_MS) : 0,
    now,
    note,
  });
  const approvals = new ApprovalDesk({
    file: home.approvals,
    device: identity.device,
    key: identity.key,
    passkeys,
    policyVersion: () => (cache.state.ok ? cache.state.bundle.version : 'none'),
    searchPath: options.variables?.['PATH'],
    groupsOf: (user) => people.groupsOf(user).groups,
    note,
    now,
  });
  door.approvals = approvals;
  const subjectOf = ({ home: personHome, user }: Pick<Person, 'home' | 'user'>) => ({
    home: personHome,
    user,
    ...people.groupsOf(user),
    device: identity.device,
    tier,
  });
  const doorOf = (person: Pick<Person, 'uid' | 'user'>): HookDoor => {
    const theirs = sessionsOf(person.uid);
    const { facts } = policyDoor(cache, now, { ...theirs, rates, posture });
    return { ...doorOfPerson(door, person), ...theirs, facts };
  };
  const everybody = followEverybody(options, {
    note: (evidence, { uid }) => note(evidence, `of user ${uid}`),
    now,
    failed: (why) => log.warn({ why }, 'the inventory could not be taken'),
  });
  const answer = async (call: HookCall, person: Pick<Person, 'home' | 'user'> & { uid?: number }) => {
    const answered = await answerHook(
      call,
      hookContextOf(subjectOf(person), environmentOfHeaders(call.headers)),
      person.uid === undefined ? door : doorOf({ ...person, uid: person.uid }),
    );
    // After the reply has left: a proof is for `status`, and nobody waits for it.
    setImmediate(() => prove(proofs, answered, Buffer.byteLength(call.body), now()));
    if (person.uid !== undefined && call.event === 'SessionStart') everybody?.soon(person.uid);
    return answered.answer;
  };
  const handler: Omit<HookHandler, 'answer'> = {
    refused: ({ status, bytes }) =>
      proofs.evaluated({ status: String(status), at: now().toISOString(), tool: null, bytes, session: null }),
    failed: (error, event) => log.error({ error, event }, 'a hook call failed'),
    takeJob: (ticket, person) => sandbox?.redeem(ticket, (person ?? machine).user),
  };
  // On a managed machine this one is for probes alone: nobody else can enter its folder.
  const server = await startHookServer({
    socket: home.hookSocket,
    token: () => identity.hookToken,
    answer: (call) => answer(call, machine),
    ...handler,
  });
  // Not on a managed machine, whose people can't come to this socket.
  const talks: TalkParts | undefined =
    managed === undefined
      ? {
          door,
          contextOf: (claims) => hookContextOf(subjectOf(machine), claims),
          book: openPinBook(home, identity.key, note, now),
          failed: (error) => log.error({ error }, 'a message of an MCP session failed'),
        }
      : undefined;
  const relays =
    talks === undefined
      ? undefined
      : await startMcpGateway({ ...talks, socket: home.mcpSocket, token: () => identity.hookToken });
  const relaysOfPeople =
    managed === undefined
      ? undefined
      : await startManagedRelays({
          descriptors: managed.relayDescriptors,
          personOf: createPeople(),
          partsOf: (person) => {
            const theirs = doorOf(person);
            return {
              door: theirs,
              contextOf: (claims) => hookContextOf(subjectOf(person), claims),
              book: openPinBook(
                home.mcpFilesOf(person.uid),
                identity.key,
                (evidence) => theirs.note(evidence, undefined),
                now,
                { readerOf: () => readerOfPerson(person), tellsApprovals: true },
              ),
              failed: (error) => log.error({ error }, 'a message of an MCP session failed'),
            };
          },
          failed: (error) => log.error({ error }, 'a relay of an MCP server failed'),
        });
  const remoteServers =
    talks === undefined || options.mcpPort === undefined
      ? undefined
      : listenWhenNeeded({
          ...talks,
          port: options.mcpPort,
          portFile: home.mcpPort,
          serversFile: home.mcpRemoteServers,
          home: machine.home,
          cannotListen: (why) => log.error({ why }, 'MCP servers over HTTP cannot be reached'),
        });
  const watch = (person: Pick<Person, 'home' | 'user'> & { uid?: number }): (() => void) => {
    if (person.uid !== undefined) everybody?.meet({ ...person, uid: person.uid });
    const watching = new BypassWatch({
      home,
      clientFolder: clientFolder(person.home, managed === undefined ? (options.variables ?? {}) : {}),
      uid: person.uid,
      proofs: () => proofs.proofs,
      originOf: (session, cwd) =>
        claimedOrigin(JSON.stringify({ session_id: session, cwd }), hookContextOf(subjectOf(person), {})),
      note,
      now,
      log,
    });
    watching.start();
    return () => watching.stop();
  };
  const callers =
    managed === undefined
      ? alone(watch(machine), startCollecting(home, spool, proofs, deeds, log))
      : await startManagedHooks({ listening: managed, home, answer, watch, note, ...handler });
  const stopInventory = watchOwnInventory(options, {
    policy: () => cache.state,
    groups: () => people.groupsOf(machine.user).groups,
    note,
    now,
    failed: (why) => log.warn({ why }, 'the inventory could not be taken'),
  });
  const link =
    controlPlane === undefined
      ? undefined
      : await startControlPlaneLink(options, controlPlane, {
          tier,
          cache,
          spool,
          note,
          log,
          approvals,
          passkeys,
        });

  return {
    policyVersion: () => (cache.state.ok ? cache.state.bundle.version : null),
    close: async () => {
      stopWatchingClock();
      stopGuarding();
      stopProving();
      // Whoever is held for people is told to come again.
      approvals.close();
      await stopInventory?.();
      await everybody?.stop();
      await callers.stop();
      await closeHookServer(server);
      await relays?.close();
      await relaysOfPeople?.close();
      await remoteServers?.close();
      await inspector.close();
      await link?.stop();
      await spool.close();
      await proofs.close();
    },
  };
}

/** The guard of one person: what decided while it was away lies in that person's own folders. */
const alone = (...stops: readonly (() => void)[]): { stop: () => Promise<void> } => ({
  stop: async () => {
    for (const stop of stops) stop();
  },
});

const PASSKEY_WAITS_MS = 3_600_000;

/** WebAuthn takes no IP address, so people come by the name. */
const consoleOrigin = (url: string): string => `http://localhost:${new URL(url).port}`;

const portOf = (url: string): number[] => {
  const port = Number(new URL(url).port);
  return port > 0 ? [port] : [];
};

function prove(proofs: ProofKeeper, answered: HookAnswered, bytes: number, now: Date): void {
  const at = now.toISOString();
  const session = answered.session ?? null;
  const tool = answered.toolName ?? null;
  proofs.hookSeen({
    event: answered.event,
    tool,
    at,
    session,
    clientVersion: answered.clientVersion ?? null,
  });
  if (answered.decision !== undefined) proofs.evaluated({ status: '200', at, tool, bytes, session });
}
