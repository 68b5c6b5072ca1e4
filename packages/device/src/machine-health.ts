import { createPrivateKey, createPublicKey } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Status } from '@sallyport/fleet-protocol';
import { checkHealth, type Problem } from './health/check-health.ts';
import { deliveryChain } from './health/delivery-chain.ts';
import { gatherSnapshot } from './health/gather-snapshot.ts';
import { probeDaemon } from './health/probe-daemon.ts';
import type { BundleSeen, EvidenceSeen, Snapshot } from './health/snapshot.ts';
import { mcpEnvironment } from './install/mcp/mcp-environment.ts';
import { planMcp } from './install/mcp/plan-mcp.ts';
import { peopleToLookAt, together } from './managed-tier/health-of-everybody.ts';
import { readPort } from './mcp-gateway/http/port-file.ts';
import { PolicyCache } from './policy-cache/policy-cache.ts';
import { readIfThere } from './private-file.ts';
import { readRunning } from './running.ts';
import type { Settings } from './settings.ts';
import { verifySpool } from './spool/verify-spool.ts';
import type { StateHome } from './state-home.ts';
import { readCursor } from './upload/cursor-file.ts';

/** The first client this is tested with; hooks of older ones may not speak the same words. */
export const MINIMUM_CLIENT_VERSION = '2.1.197';

export type MachineHealth = { status: Status; problems: readonly Problem[] };

type EvidenceLook = { seen: EvidenceSeen; gaps: number };

/**
 * Looks at everything once: what `status` and `doctor` say, and what the console shows. Reads files and asks the
 * daemon's socket, so it works with the daemon down, which is when it is wanted most.
 */
export async function lookAtMachine(
  home: StateHome,
  settings: Settings,
  version: string,
  program: readonly [string, string],
): Promise<MachineHealth> {
  const { home: userHome, variables, mcpPort } = settings;
  const findServersApart = async () => {
    const now = new Date();
    const planned = await planMcp(
      mcpEnvironment({ home, userHome, variables, version, program, mcpPort, now }),
    );
    // What can't be planned is said by whoever tries.
    return planned.kind === 'plan' ? (planned.plan.servers ?? []) : null;
  };
  return lookWith(home, settings, version, await verifyEvidence(home), findServersApart);
}

/** How old a verification of the whole chain may be in a status that is asked for every few seconds. */
const MAX_VERIFICATION_AGE_MS = 60_000;

/** The status for whoever asks often: the same look, with the chain verified at most once a minute. */
export function statusSource(home: StateHome, settings: Settings, version: string): () => Promise<Status> {
  let verified: { at: number; look: EvidenceLook } | undefined;
  return async () => {
    if (verified === undefined || Date.now() - verified.at > MAX_VERIFICATION_AGE_MS) {
      verified = { at: Date.now(), look: await verifyEvidence(home) };
    }
    return (await lookWith(home, settings, version, verified.look)).status;
  };
}

async function lookWith(
  home: StateHome,
  settings: Settings,
  version: string,
  evidence: EvidenceLook,
  findServersApart?: () => Promise<readonly string[] | null>,
): Promise<MachineHealth> {
  const now = new Date();
  const cache = new PolicyCache(home, () => now);
  const isManaged = settings.tier === 'managed';
  const asking = { userHome: settings.home, variables: settings.variables };
  const people = isManaged ? peopleToLookAt(asking) : [asking];
  const common = {
    home: home.root,
    records: home.records,
    platform: process.platform,
    now,
    minimumClientVersion: MINIMUM_CLIENT_VERSION,
    probeDaemon: () => probeDaemon(home.hookSocket, home.hookTokenHeader),
    inspectBundle: async () => bundleSeen(cache),
    verifyEvidence: async () => evidence.seen,
    // On a managed machine servers are an administrator's matter.
    ...(findServersApart === undefined || isManaged ? {} : { findServersApart }),
  };
  const [snapshot, ...others] = await Promise.all([
    gatherSnapshot({ ...common, ...(people[0] ?? asking) }),
    ...people.slice(1).map((person) => gatherSnapshot({ ...common, ...person })),
  ]);
  const problems = isManaged ? together([snapshot, ...others].map(checkHealth)) : checkHealth(snapshot);
  const { state } = cache;
  const status: Status = {
    version,
    tier: settings.tier,
    home: home.root,
    ports: portsOf(home),
    chain: [...deliveryChain(snapshot, problems)],
    policy: {
      version: state.ok ? state.bundle.version : null,
      signed: state.ok,
      age: state.ok
        ? Math.max(0, Math.round((now.getTime() - Date.parse(state.bundle.createdAt)) / 1000))
        : null,
    },
    spool: {
      pending: await pendingRecords(home, snapshot),
      bytes: folderBytes(home.spool),
      gaps: evidence.gaps,
    },
  };
  return { status, problems };
}

/** What a guard that was killed has left says nothing. */
function portsOf(home: StateHome): Status['ports'] {
  const running = readRunning(home.running);
  const mcp = running === undefined ? undefined : readPort(home.mcpPort);
  return { ...running?.ports, ...(mcp === undefined ? {} : { mcp }) };
}

function bundleSeen({ state }: PolicyCache): BundleSeen {
  if (state.ok) return { kind: 'ok', version: state.bundle.version, stale: state.stale };
  return state.failure === 'no-bundle' ? { kind: 'missing' } : { kind: 'invalid', why: state.why };
}

async function verifyEvidence(home: StateHome): Promise<EvidenceLook> {
  const pem = readIfThere(home.deviceKey);
  try {
    const result = await verifySpool(
      home.spool,
      pem === undefined ? {} : { publicKey: createPublicKey(createPrivateKey(pem)) },
    );
    const breaks = result.breaks.map((one) => JSON.stringify(one));
    if (result.records > 0 && !result.signaturesChecked)
      breaks.push("no signature was checked, because the device's key is missing");
    const seen: EvidenceSeen = breaks.length === 0 ? { kind: 'ok' } : { kind: 'broken', breaks };
    return { seen, gaps: result.gaps.length };
  } catch (error) {
    return {
      seen: { kind: 'unknown', why: error instanceof Error ? error.message : String(error) },
      gaps: 0,
    };
  }
}

/** Records the control plane has not confirmed yet. */
async function pendingRecords(home: StateHome, { proofs }: Snapshot): Promise<number> {
  const lastSeq = proofs.kind === 'proofs' ? (proofs.proofs.stored?.seq ?? 0) : 0;
  return Math.max(0, lastSeq - ((await readCursor(home.uploadCursor))?.storedThrough ?? 0));
}

function folderBytes(folder: string): number {
  try {
    return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  } catch {
    return 0;
  }
}
