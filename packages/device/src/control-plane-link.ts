import type { Tier } from '@sallyport/action-model';
import { createApiClient } from '@sallyport/fleet-protocol';
import type { Logger } from 'pino';
import type { ApprovalDesk } from './approvals/approval-desk.ts';
import { startApprovalLink } from './approvals/approval-link.ts';
import type { PasskeyRing } from './approvals/passkeys/passkey-ring.ts';
import type { DeviceOptions } from './daemon.ts';
import type { HookDoor } from './hook-endpoint/answer-hook.ts';
import { startFetchingBundles } from './policy-cache/fetch-bundle.ts';
import type { PolicyCache } from './policy-cache/policy-cache.ts';
import { readTrust, signatureChecker } from './policy-cache/trust.ts';
import type { Spool } from './spool/spool.ts';
import { startUpload } from './upload/start-upload.ts';

/** Policy in, evidence out. Both go on by themselves when the control plane was away; no hook waits for either. */
export async function startControlPlaneLink(
  { home, identity, machine, version }: DeviceOptions,
  controlPlane: NonNullable<DeviceOptions['controlPlane']>,
  parts: {
    tier: Tier;
    cache: PolicyCache;
    spool: Spool;
    note: HookDoor['note'];
    log: Logger;
    approvals: ApprovalDesk;
    passkeys: PasskeyRing;
  },
): Promise<{ stop: () => Promise<void> }> {
  const { tier, cache, spool, note, log, approvals, passkeys } = parts;
  const stopping = new AbortController();
  const client = createApiClient({ baseUrl: controlPlane.url, fetch, token: identity.deviceToken });
  // A question that the control plane holds must not hold up a stop.
  const held = createApiClient({
    baseUrl: controlPlane.url,
    fetch: (url, init) => fetch(url, { ...init, signal: stopping.signal }),
    token: identity.deviceToken,
  });
  const pinned = cache.pin(controlPlane.signingKey);
  if (!pinned.ok) {
    log.error({ why: pinned.why }, 'the control plane is not the one this device trusts');
    note({ type: 'lifecycle', event: 'policy-refused', detail: { detail: pinned.why } }, undefined);
  }
  const fetching = startFetchingBundles(held, cache, identity.device, (event, detail) => {
    log.info({ event, detail });
    note({ type: 'lifecycle', event, detail }, undefined);
  });
  await fetching.first;
  const trust = readTrust(home.policyTrust);
  const asking = startApprovalLink({
    desk: approvals,
    passkeys,
    device: identity.device,
    client: held,
    verify: trust.kind === 'pinned' ? signatureChecker(trust.trust) : () => false,
    refused: (why) => {
      log.error({ why }, 'an answer was not taken');
      note({ type: 'lifecycle', event: 'approval-answer-refused', detail: { why } }, undefined);
    },
  });
  const upload = startUpload({
    spool,
    cursorFile: home.uploadCursor,
    sender: {
      device: identity.device,
      host: machine.host,
      user: machine.user,
      os: process.platform,
      tier,
      version,
    },
    send: async (request) => {
      const answer = await client.upload(request);
      return answer.ok ? { ok: true, response: answer.value } : { ok: false, detail: answer.message };
    },
  });
  return {
    stop: async () => {
      fetching.stop();
      asking.stop();
      stopping.abort();
      await upload.stop();
    },
  };
}
