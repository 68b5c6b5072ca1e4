import type { IncomingMessage, ServerResponse } from 'node:http';
import { mkdirSync } from 'node:fs';
import { userInfo } from 'node:os';
import type { KeyObject } from 'node:crypto';
import { getRequestListener } from '@hono/node-server';
import type { Status } from '@sallyport/fleet-protocol';
import { Logins } from './access/logins.ts';
import { refuseRequest } from './access/request-guard.ts';
import { ActivityHub } from './api/activity-hub.ts';
import { ApprovalOffice } from './approvals/approval-office.ts';
import { answerRefusal } from './api/answer-refusal.ts';
import { createApi } from './api/create-api.ts';
import type { Counters } from './api/metrics.ts';
import { createSite } from './create-site.ts';
import { listenOnDescriptors, listenOnLoopback } from './listen-on-loopback.ts';
import type { Log } from './log.ts';
import { createPublisher, type Publish } from './policy/publisher.ts';
import { BundleWatch } from './policy/bundle-watch.ts';
import { createPolicyDesk, type DeskOutcome } from './policy/policy-desk.ts';
import { openSigningKey, publicSigningKey, type PublicSigningKey } from './policy/signing-key.ts';
import type { ReadCommand, Source } from '@sallyport/policy-core';
import { EvidenceStore, type StoreThreads } from './store/evidence-store.ts';

const DAY_MS = 86_400_000;

export type ControlPlaneOptions = {
  /** Everything it keeps lies here; made when missing, for this user alone. */
  readonly directory: string;
  readonly host: '127.0.0.1';
  /** 0 takes any free one. */
  readonly port: number;
  /** Sockets that listen on `port` already and were handed to this process. */
  readonly descriptors?: readonly number[];
  /** The console's build; without it only the API is served. */
  readonly consoleDirectory?: string;
  /** Ed25519 private key; without it one is made at the first start and kept in `directory`. */
  readonly signingKey?: KeyObject;
  /** Reads commands in the tests of policy documents; without it, documents with such tests are not published. */
  readonly readCommand?: ReadCommand;
  /** The documents of a pack that comes with this program. */
  readonly shippedPack?: (name: string) => readonly Source[] | undefined;
  /** What devices load beside every bundle; a bundle that clashes with it is not signed. */
  readonly builtIn?: readonly Source[];
  readonly deviceToken: string;
  /** The name under which people of this machine answer; the user's own without it. */
  readonly owner?: string;
  /** For the CLI; without it only people can read. */
  readonly apiToken?: string;
  readonly status: () => Promise<Status>;
  readonly log: Log;
  readonly now: () => Date;
  /** Where the bodies of the store's threads lie, when not beside this file. */
  readonly storeThreads?: StoreThreads;
  readonly retentionDays?: number;
  readonly heartbeatMs?: number;
};

export type ControlPlaneHealth = { ok: true } | { ok: false; why: string };

export type ControlPlane = {
  readonly port: number;
  readonly url: string;
  /** What a device pins to believe bundles. */
  readonly signingKey: PublicSigningKey;
  /** A link that logs in once, within ten minutes. The token is a fragment, so it reaches no log. */
  readonly loginLink: () => string;
  /** Signs and records what is new; the same content again gives the bundle in force. */
  readonly publishBundle: Publish;
  /** What a person put in force stays in force; otherwise the shipped pack of this name comes into force. */
  readonly beginPolicy: (pack: string) => Promise<DeskOutcome>;
  readonly health: () => Promise<ControlPlaneHealth>;
  readonly close: () => Promise<void>;
};

/**
 * The control plane on one machine: registry, policy versions, evidence and the API over them. It owns everything
 * below `directory` and the port; it never decides about an action and never makes HTML from evidence. A new route
 * goes into `api/routes.ts`, a new thing to store behind `store/operations.ts`.
 */
export const startControlPlane = async (options: ControlPlaneOptions): Promise<ControlPlane> => {
  const { directory, log, now } = options;
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const key = options.signingKey ?? openSigningKey(directory);
  const store = await EvidenceStore.open(directory, options.storeThreads, (error) =>
    log.error({ err: error }, 'a store thread ended'),
  );
  const logins = new Logins(
    await store.reader.call('logins'),
    {
      add: (login) => store.writer.call('addLogin', login),
      remove: (hashes) => store.writer.call('removeLogins', hashes),
    },
    now,
  );
  const hub = new ActivityHub();
  const office = new ApprovalOffice(store, key, now);
  const counters: Counters = { requests: 0, refused: 0, failed: 0 };
  const bundles = new BundleWatch();
  const publish = createPublisher({
    store,
    key,
    readCommand: options.readCommand,
    builtIn: options.builtIn ?? [],
    announce: () => bundles.announce(),
    now,
  });
  const desk = createPolicyDesk({
    store,
    publish,
    shippedPack: options.shippedPack ?? (() => undefined),
    log,
  });
  let port = options.port;
  const url = (): string => `http://localhost:${port}`;
  const loginLink = (): string => `${url()}/#token=${logins.issueToken()}`;
  const health = async (): Promise<ControlPlaneHealth> => {
    try {
      await Promise.all([store.writer.call('append', []), store.reader.call('totals')]);
      return { ok: true };
    } catch (error) {
      return { ok: false, why: error instanceof Error ? error.message : String(error) };
    }
  };

  const api = createApi(
    {
      store,
      hub,
      logins,
      office,
      owner: options.owner ?? userInfo().username,
      desk,
      bundles,
      status: options.status,
      heartbeatMs: options.heartbeatMs ?? 15_000,
      log,
      now,
      port: () => port,
      loginLink,
    },
    { deviceToken: options.deviceToken, apiToken: options.apiToken },
  );
  const site = createSite({ api, consoleDirectory: options.consoleDirectory, store, hub, counters, health });
  const listener = getRequestListener(site.fetch, { overrideGlobalObjects: false });

  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    counters.requests += 1;
    response.once('finish', () => {
      if (response.statusCode >= 500) counters.failed += 1;
      else if ([401, 403, 415, 421].includes(response.statusCode)) counters.refused += 1;
    });
    const refusal = refuseRequest(
      { method: request.method ?? '', url: request.url ?? '', headers: request.headers },
      port,
    );
    if (refusal === null) {
      void listener(request, response);
      return;
    }
    answerRefusal(request, response, refusal);
  };
  const { descriptors = [] } = options;
  const listening = await (
    descriptors.length > 0
      ? listenOnDescriptors(handle, descriptors, options.port)
      : listenOnLoopback(handle, options.host, options.port)
  ).catch(async (error: unknown) => {
    await store.close();
    throw error;
  });
  ({ port } = listening);

  const prune = async (): Promise<void> => {
    const before = new Date(now().getTime() - (options.retentionDays ?? 30) * DAY_MS)
      .toISOString()
      .slice(0, 10);
    try {
      const removed = await store.prune(before);
      if (removed.length > 0) log.info({ removed }, 'activity past its retention was removed');
    } catch (error) {
      log.error({ err: error }, 'activity past its retention could not be removed');
    }
  };
  await prune();
  const renew = (): Promise<void> =>
    desk.renew().catch((error: unknown) => log.error({ err: error }, 'the policy could not be signed anew'));
  const hourly = setInterval(() => {
    void prune();
    // A machine that is never restarted must not run into a policy that is out of date.
    void renew();
  }, 3_600_000);
  hourly.unref();

  return {
    port,
    url: url(),
    signingKey: publicSigningKey(key),
    loginLink,
    publishBundle: publish,
    beginPolicy: desk.begin,
    health,
    close: async () => {
      clearInterval(hourly);
      bundles.close();
      office.close();
      await listening.close();
      await store.close();
    },
  };
};
