/** A server as the part that is loaded: what policy is asked about before it is started, and before anybody uses it. */
import type { Action, ActionOf, ToolUse } from '@sallyport/action-model';
import { enforce } from '@sallyport/enforcement';
import { ruleAgainstEveryCall } from '@sallyport/policy-core';
import { expressMcp, type McpContext } from '@sallyport/surfaces';
import type { HookDoor } from '../hook-endpoint/answer-hook.ts';
import { EVERY_SERVER } from './last-resort-row.ts';
import type { ServerIdentity } from './server-identity.ts';

/** What every action that is about a server alone has in common. */
export const aboutServer = (name: string, { origin, actionId, digest }: McpContext) => ({
  id: actionId(),
  digest: digest(''),
  origin: { ...origin, surface: 'mcp' as const, mcpServer: name.slice(0, 200) },
  effects: [],
  paths: [],
  hosts: [],
  samples: [],
  findings: [],
});

/** By either of them a recall finds it. */
export type ServerHashes = Pick<ToolUse, 'serverSha256' | 'serverContentSha256'>;

export const hashesOf = ({ sha256, contentSha256 }: ServerIdentity): ServerHashes => ({
  serverSha256: sha256,
  ...(contentSha256 === undefined ? {} : { serverContentSha256: contentSha256 }),
});

export const loadOf = (
  name: string,
  { command, sha256, contentSha256, unpinned }: ServerIdentity,
  context: McpContext,
): ActionOf<'component.load'> => ({
  ...aboutServer(name, context),
  kind: 'component.load',
  digest: sha256,
  component: {
    type: 'mcp-server',
    name: name.slice(0, 300),
    source: command.slice(0, 2048),
    sha256,
    ...(contentSha256 === undefined ? {} : { contentSha256 }),
    ...(unpinned === undefined ? {} : { unpinned: true }),
  },
});

/**
 * Why a server is not even started; undefined where it may be. Only what policy says of this very server counts: one that
 * waits for a person is started, because they are shown what it says of its tools.
 */
export async function whyNotStarted(
  name: string,
  identity: ServerIdentity,
  context: McpContext,
  door: HookDoor,
): Promise<string | undefined> {
  const barred = await whyBarred(name, identity, context, door);
  if (barred === undefined) return undefined;
  if (barred !== NO_POLICY) return notStartedText(name, barred);
  return notStartedText(name, barred, 'They can run: sallyport doctor');
}

/** What policy says against this very server, which is then on record. */
export async function whyBarred(
  name: string,
  identity: ServerIdentity,
  context: McpContext,
  door: HookDoor,
): Promise<string | undefined> {
  const load: Action = loadOf(name, identity, context);
  const current = door.policy();
  const against = current.ok ? ruleAgainstEveryCall(load, current.policy, door.facts(load)) : undefined;
  if (current.ok && against === undefined) return undefined;
  const { deeds: _none, ...alone } = door;
  const { decision } = await enforce(
    {
      actions: [load],
      surface: 'mcp',
      // Without a policy it is as closed as its tools are.
      lastResortRow: EVERY_SERVER,
      express: (wanted) => expressMcp(wanted, { about: 'request' }),
    },
    alone,
  );
  if (decision.enforced !== 'block') return undefined;
  // What else speaks against it here, its session say, is not why it stops everywhere.
  const reason =
    decision.reasons.find(({ policy, rule }) => policy === against?.policy && rule === against.rule) ??
    decision.reasons[0];
  return reason === undefined ? NO_POLICY : `${reason.say} (rule ${reason.policy}/${reason.rule})`;
}

const NO_POLICY = 'no policy can be read here';

/** The model reads these, and the person in the client's log. */
export const notStartedText = (name: string, why: string, next = ''): string =>
  `Sallyport has not started the server \`${name}\`: ${why}. Do not work around this; tell the user. ${next}`.trimEnd();

export const stoppedText = (name: string, why: string): string =>
  `Sallyport lets nothing of the server \`${name}\` on any more: ${why}. Do not work around this; tell the user. They can remove it from the client's settings.`;
