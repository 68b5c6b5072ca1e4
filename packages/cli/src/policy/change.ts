import { RECALLED_DOCUMENT, type ApplyResponse, type ApiResult } from '@sallyport/fleet-protocol';
import { diff, type CompiledPolicy, type DocumentDiff } from '@sallyport/policy-core';
import { failure, isFailure, type Failure, type Outcome } from '../command.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { plain, printLine, style, tell } from '../terminal.ts';
import { confirm } from './confirm.ts';
import { refusal, type Connected } from './connect.ts';
import { loadDraft } from './draft.ts';
import { showDiff } from './show-diff.ts';
import { waitInForce } from './wait-in-force.ts';

/** What every command that puts a policy in force takes. */
export type ChangeOptions = {
  json: boolean;
  input: boolean;
  yes: boolean;
  dryRun: boolean;
  reason?: string;
  /** Seconds, as given. */
  wait: string;
};

/** Who says it: the token proves only that the state could be read, so this is a claim and is recorded as one. */
export const whoAsks = ({ settings: { user, host, variables } }: Context): string => {
  const behind = variables['SUDO_USER'];
  const name = behind === undefined || behind === user ? user : `${user} for ${behind}`;
  return `${name}@${host}`.slice(0, 200);
};

export type InForce = { version: string; policy: CompiledPolicy };

/** The version that is in force by the control plane, and what it says. */
export async function readInForce({ client }: Connected): Promise<InForce | Failure> {
  const versions = await client.policyVersions();
  if (!versions.ok) return refusal(versions);
  const current = versions.value.items.find((one) => one.current);
  if (current === undefined) return failure('no policy was published yet; run `sallyport up`');
  const { version } = current;
  const read = await readVersion({ client }, version);
  if (!isFailure(read)) return read;
  // One that this program can't read any more must not stand in the way of a better one.
  tell(`warning: ${plain(version)} cannot be read by this program: ${plain(read.message)}`);
  const nothing = loadDraft([], { version, runTests: false });
  return isFailure(nothing) ? nothing : { version, policy: nothing.policy };
}

export async function readVersion(
  { client }: Pick<Connected, 'client'>,
  version: string,
): Promise<InForce | Failure> {
  const content = await client.policyContent(version);
  if (!content.ok) return refusal(content);
  const { documents, whenStale } = content.value;
  const loaded = loadDraft(
    // What is recalled stays so whatever is put in force, so it is no part of a difference.
    documents
      .filter(({ name }) => name !== RECALLED_DOCUMENT)
      .map((document) => ({ ...document, whenStale })),
    { version, runTests: false },
  );
  return isFailure(loaded) ? loaded : { version, policy: loaded.policy };
}

/** Shows what would change, asks, sends it, and waits until this device decides by it. */
export async function changePolicy(
  connected: Connected,
  from: InForce,
  to: CompiledPolicy,
  options: ChangeOptions,
  send: () => Promise<ApiResult<ApplyResponse>>,
): Promise<Outcome | Failure> {
  const waitMs = Number(options.wait) * 1000;
  if (!Number.isFinite(waitMs) || waitMs < 0)
    return failure(`\`${options.wait}\` is not a number of seconds`, EXIT.usage);
  const documents = diff(from.policy, to);
  const changes = { from: from.version, documents };
  if (!options.json) showDiff(documents);
  if (options.dryRun) {
    if (!options.json) tell('nothing was changed (--dry-run)');
    return { exit: EXIT.ok, data: { ...changes, version: from.version, changed: false, inForce: true } };
  }
  if (!options.yes && options.input) {
    const refused = await confirm(`put this in force instead of ${from.version}?`);
    if (refused !== undefined) return refused;
  }
  const sent = await send();
  if (!sent.ok) return refusal(sent);
  return report(connected, sent.value, changes, { json: options.json, waitMs });
}

async function report(
  { client, device }: Connected,
  { version, changed }: ApplyResponse,
  changes: { from: string; documents: readonly DocumentDiff[] },
  { json, waitMs }: { json: boolean; waitMs: number },
): Promise<Outcome> {
  const inForce = await waitInForce(client, device, version, waitMs);
  if (!json) {
    const what = changed ? `${plain(version)} is signed` : `${plain(version)} says this already`;
    if (inForce) printLine(`${style.green('✓')} ${what} and in force on this device`);
    else
      tell(
        `${what}, but this device did not say within ${waitMs / 1000} s that it has it in force; \`sallyport doctor\` says why, and it goes on trying`,
      );
  }
  return { exit: inForce ? EXIT.ok : EXIT.failed, data: { ...changes, version, changed, inForce } };
}
