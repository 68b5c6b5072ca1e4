import { isAtLeast } from './client-version.ts';

/**
 * In which words an event takes a refusal; `none` where the client goes on whatever a hook says. `rewrite`: what has run
 * can't be stopped any more, but what it gave back can be replaced before the model is shown it.
 */
export type BlockForm =
  'permission-decision' | 'permission-request' | 'decision' | 'exit-code' | 'decline' | 'rewrite' | 'none';

/** Can a warning be shown: to the model and the person, to the person alone, or not at all? */
export type WarnForm = 'context' | 'message' | 'none';

export interface HookEvent {
  /** Absent: in every client we support (2.1.197 and later). */
  readonly since?: string;
  readonly block: BlockForm;
  readonly warn: WarnForm;
  /** Present when we subscribe: how long the client waits for the hook, in seconds as its settings have it. */
  readonly timeoutSeconds?: number;
  /** What the client compares a matcher with; an event without one takes no matcher. */
  readonly matchesOn?: string;
  /** Why it is subscribed to, or why not. */
  readonly why: string;
}

/** Every event of the client. A missing name is an event we do not know yet; it is recorded if it ever arrives. */
export const HOOK_EVENTS = {
  SessionStart: {
    block: 'none',
    warn: 'context',
    timeoutSeconds: 10,
    matchesOn: 'source',
    why: 'the proof that hooks are alive in this session',
  },
  Setup: { block: 'none', warn: 'message', matchesOn: 'trigger', why: 'decides nothing' },
  UserPromptSubmit: {
    block: 'decision',
    warn: 'context',
    timeoutSeconds: 20,
    why: 'the prompt, and the only sight of the files it attaches with `@`',
  },
  UserPromptExpansion: {
    block: 'decision',
    warn: 'context',
    timeoutSeconds: 20,
    matchesOn: 'command_name',
    why: 'a typed skill runs its inline commands without any tool event',
  },
  PreToolUse: {
    block: 'permission-decision',
    warn: 'context',
    // A tool may wait for a minute while people decide; whatever is wrong shows within ten seconds all the same.
    timeoutSeconds: 90,
    matchesOn: 'tool_name',
    why: 'the gate of every tool',
  },
  PermissionRequest: {
    block: 'permission-request',
    warn: 'message',
    matchesOn: 'tool_name',
    why: 'PreToolUse has already decided the same call',
  },
  PermissionDenied: {
    block: 'none',
    warn: 'none',
    timeoutSeconds: 20,
    matchesOn: 'tool_name',
    why: 'what the client itself refused',
  },
  PostToolUse: {
    block: 'rewrite',
    warn: 'context',
    timeoutSeconds: 20,
    matchesOn: 'tool_name',
    why: 'what became of a tool call, and what it gave back',
  },
  PostToolUseFailure: {
    block: 'none',
    warn: 'context',
    timeoutSeconds: 20,
    matchesOn: 'tool_name',
    why: 'what became of a tool call',
  },
  PostToolBatch: {
    block: 'exit-code',
    warn: 'context',
    timeoutSeconds: 20,
    why: 'the same results as the model will be shown them; the backstop for output that must not reach it',
  },
  Notification: { block: 'none', warn: 'none', matchesOn: 'notification_type', why: 'decides nothing' },
  MessageDisplay: { block: 'none', warn: 'none', why: 'text on its way to the screen' },
  SubagentStart: {
    block: 'none',
    warn: 'context',
    timeoutSeconds: 10,
    matchesOn: 'agent_type',
    why: 'which agent acts',
  },
  SubagentStop: {
    block: 'none',
    warn: 'message',
    timeoutSeconds: 10,
    matchesOn: 'agent_type',
    why: 'which agent acts; a block would make it go on',
  },
  TaskCreated: {
    block: 'exit-code',
    warn: 'message',
    timeoutSeconds: 20,
    why: 'work handed to other agents',
  },
  TaskCompleted: { block: 'exit-code', warn: 'message', why: 'decides nothing of ours' },
  Stop: { block: 'none', warn: 'message', why: 'a block would make the agent go on' },
  StopFailure: { block: 'none', warn: 'none', matchesOn: 'error', why: 'decides nothing' },
  TeammateIdle: { block: 'none', warn: 'message', why: 'a block would make the agent go on' },
  InstructionsLoaded: { block: 'none', warn: 'none', matchesOn: 'load_reason', why: 'decides nothing' },
  ConfigChange: {
    block: 'decision',
    warn: 'message',
    timeoutSeconds: 20,
    matchesOn: 'source',
    why: 'settings that could turn hooks off',
  },
  CwdChanged: { block: 'none', warn: 'none', why: 'every payload names its folder' },
  DirectoryAdded: {
    since: '2.1.240',
    block: 'none',
    warn: 'message',
    timeoutSeconds: 10,
    matchesOn: 'source',
    why: 'a folder that the agent may now use',
  },
  FileChanged: { block: 'none', warn: 'none', matchesOn: 'file name', why: 'decides nothing' },
  WorktreeCreate: {
    block: 'exit-code',
    warn: 'none',
    why: 'a hook here replaces the client\u2019s own work',
  },
  WorktreeRemove: { block: 'none', warn: 'none', why: 'decides nothing' },
  PreCompact: {
    block: 'decision',
    warn: 'message',
    timeoutSeconds: 20,
    matchesOn: 'trigger',
    why: 'sends the whole conversation to the model, without a prompt: one that was stopped must not go there this way',
  },
  PostCompact: { block: 'none', warn: 'none', matchesOn: 'trigger', why: 'decides nothing' },
  Elicitation: {
    block: 'decline',
    warn: 'message',
    timeoutSeconds: 20,
    matchesOn: 'mcp_server_name',
    why: 'a server asks the person something',
  },
  ElicitationResult: {
    block: 'decline',
    warn: 'message',
    timeoutSeconds: 20,
    matchesOn: 'mcp_server_name',
    why: 'the answer leaves for the server',
  },
  SessionEnd: {
    block: 'none',
    warn: 'none',
    timeoutSeconds: 5,
    matchesOn: 'reason',
    why: 'the end of a session',
  },
  PreModelSwitch: { since: '2.1.251', block: 'exit-code', warn: 'message', why: 'decides nothing of ours' },
  PostModelSwitch: { since: '2.1.251', block: 'none', warn: 'none', why: 'decides nothing' },
} as const satisfies Readonly<Record<string, HookEvent>>;

export type HookEventName = keyof typeof HOOK_EVENTS;

/** An event that we do not know can neither be stopped nor shown anything. */
const UNKNOWN_EVENT: HookEvent = { block: 'none', warn: 'none', why: 'unknown event' };

export const hookEventOf = (event: string): HookEvent =>
  // Widened so that every event has the same fields.
  Object.hasOwn(HOOK_EVENTS, event)
    ? ((HOOK_EVENTS as Record<string, HookEvent>)[event] ?? UNKNOWN_EVENT)
    : UNKNOWN_EVENT;

/**
 * Does only a program do for this event? The client makes no request of its own when a session starts (measured on
 * both versions), and an event that takes its refusal from an exit status has no words for it in an answer.
 */
export const needsProgram = (event: string): boolean =>
  event === 'SessionStart' || hookEventOf(event).block === 'exit-code';

export interface Subscription {
  readonly event: HookEventName;
  /** Everything, on events that take a matcher. */
  readonly matcher?: '*';
  readonly timeoutSeconds: number;
}

/** What the installer writes for a client; without a version, what every supported client knows. */
export const subscribedEvents = (version?: string): readonly Subscription[] =>
  Object.entries(HOOK_EVENTS as Record<string, HookEvent>).flatMap(([name, event]) => {
    const exists = event.since === undefined || isAtLeast(version, event.since);
    if (!exists || event.timeoutSeconds === undefined) return [];
    return [
      {
        // The entries of a table have its keys as names.
        event: name as HookEventName,
        ...(event.matchesOn !== undefined && { matcher: '*' as const }),
        timeoutSeconds: event.timeoutSeconds,
      },
    ];
  });
