import { isAtLeast } from './client-version.ts';

/**
 * What a client version can do with hooks. Each line has the first version for which it is known, from the
 * vendor's changelog or our own runs; the versions between two runs count as not able.
 */
const SINCE = {
  /** Payloads carry `prompt_id`. */
  promptId: '2.1.196',
  /** Payloads of MCP tools carry `mcp_server`. */
  mcpServer: '2.1.274',
  /** `"onFailure": "block"` on a handler makes a missing, hung or broken hook stop the tool. */
  onFailureBlock: '2.1.295',
  /** A refused UserPromptSubmit stops a typed `/skill` before its inline commands run: true of 2.1.330, not of 2.1.197. */
  promptStopsTypedSkill: '2.1.330',
  /** Hooks of managed settings run under `--bare`: true of 2.1.330, not of 2.1.197. */
  managedHooksUnderBare: '2.1.330',
} as const satisfies Record<string, string>;

export type ClientCapability = { readonly [Ability in keyof typeof SINCE]: boolean } & {
  /** Undefined when the client did not say: then it can do nothing of the above. */
  readonly version: string | undefined;
};

/** Versions are few, and a claim: what is remembered is bounded. */
const MAX_REMEMBERED = 64;
const remembered = new Map<string | undefined, ClientCapability>();

export const capabilityOf = (version: string | undefined): ClientCapability => {
  const known = remembered.get(version);
  if (known !== undefined) return known;
  const capability = workOut(version);
  if (remembered.size < MAX_REMEMBERED) remembered.set(version, capability);
  return capability;
};

const workOut = (version: string | undefined): ClientCapability => ({
  version,
  promptId: isAtLeast(version, SINCE.promptId),
  mcpServer: isAtLeast(version, SINCE.mcpServer),
  onFailureBlock: isAtLeast(version, SINCE.onFailureBlock),
  promptStopsTypedSkill: isAtLeast(version, SINCE.promptStopsTypedSkill),
  managedHooksUnderBare: isAtLeast(version, SINCE.managedHooksUnderBare),
});
