import type { z } from 'zod';
import {
  ActivityAggregate,
  ActivityDetail,
  ActivityPage,
  ApiError,
  DeviceList,
  PolicyVersion,
  PolicyVersionList,
  Session,
  SessionList,
  type ActivityQuery,
  type AggregateQuery,
  type SessionQuery,
} from './activity.ts';
import {
  AnswerResponse,
  ApprovalItem,
  ApprovalList,
  FatigueReport,
  GrantList,
  SignedApprovalList,
  type AnswerRequest,
  type ApprovalQuery,
  type ApprovalReport,
  type MessageQuery,
} from './approvals.ts';
import { BundleEnvelope } from './bundle.ts';
import { EvidenceFindingList } from './evidence-finding.ts';
import { ChainLink, Status } from './health.ts';
import { InventoryPage, type InventoryQuery } from './inventory.ts';
import { Login, LoginLink } from './login.ts';
import type { StreamQuery } from './stream.ts';
import {
  ApplyResponse,
  InForceList,
  PolicyContent,
  type ApplyRequest,
  type BundleQuery,
  type RollBackRequest,
} from './policy-apply.ts';
import { RecallList, type LiftRecallRequest, type RecallRequest } from './recalls.ts';
import {
  PasskeyChallenge,
  PasskeyList,
  type AnswerChallengeRequest,
  type PasskeyRequest,
} from './passkeys.ts';
import { UploadResponse, type UploadRequest } from './upload.ts';

/**
 * The typed client of the control plane's public API, for the console, the CLI and the device. It holds no state and
 * brings no transport: `fetch` is an argument, so the same code runs in a page, a daemon and a test. Whatever
 * comes back is parsed here once. A failure is a value, never a throw. To add a route: one line in `createApiClient`.
 */

type FetchResponse = {
  readonly ok: boolean;
  readonly status: number;
  readonly text: () => Promise<string>;
};

/** The part of `fetch` that is used, so that this package needs neither the DOM's types nor Node's. */
export type Fetch = (
  url: string,
  init: { method: string; headers: Record<string, string>; body?: string; credentials?: 'same-origin' },
) => Promise<FetchResponse>;

export type ApiResult<Value> =
  | { ok: true; value: Value }
  /** `status` 0: no answer came (`unreachable`); otherwise the HTTP status. */
  | { ok: false; status: number; code: string; message: string };

export type ApiClientOptions = {
  /** Without a trailing slash; empty in a page that was served by the control plane itself. */
  readonly baseUrl: string;
  readonly fetch: Fetch;
  /** A bearer token; a page has none and uses its cookie. */
  readonly token?: string;
};

type Parameters = Readonly<Record<string, string | number | undefined>>;

/** `?a=1&b=2`, or nothing. The inverse of what the server reads. */
export const queryString = (parameters: Parameters): string => {
  const pairs = Object.entries(parameters).flatMap(([name, value]) =>
    value === undefined
      ? []
      : [`${encodeURIComponent(name)}=${encodeURIComponent(String(value).toWellFormed())}`],
  );
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
};

const failure = (status: number, text: string): ApiResult<never> => {
  const parsed = ApiError.safeParse(json(text));
  if (parsed.success) return { ok: false, status, ...parsed.data.error };
  return {
    ok: false,
    status,
    code: 'unexpected-answer',
    message: `the control plane answered ${status} without a reason`,
  };
};

const json = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const segment = (text: string | number): string => encodeURIComponent(String(text).toWellFormed());

export const createApiClient = (options: ApiClientOptions) => {
  const call = async <Schema extends z.ZodType>(
    schema: Schema,
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    body?: unknown,
  ): Promise<ApiResult<z.infer<Schema>>> => {
    const headers: Record<string, string> = { accept: 'application/json' };
    if (options.token !== undefined) headers['authorization'] = `Bearer ${options.token}`;
    if (body !== undefined) headers['content-type'] = 'application/json';
    let response: FetchResponse;
    let text: string;
    try {
      const init = { method, headers, credentials: 'same-origin' as const };
      const sent = body === undefined ? init : { ...init, body: JSON.stringify(body) };
      response = await options.fetch(`${options.baseUrl}/api/v1${path}`, sent);
      text = await response.text();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return {
        ok: false,
        status: 0,
        code: 'unreachable',
        message: `the control plane did not answer (${why}); is \`sallyport up\` running?`,
      };
    }
    if (!response.ok) return failure(response.status, text);
    const parsed = schema.safeParse(json(text));
    if (parsed.success) return { ok: true, value: parsed.data };
    return {
      ok: false,
      status: response.status,
      code: 'unexpected-answer',
      message: `the answer of \`${path}\` is of another version; update both sides`,
    };
  };

  return {
    activity: (query: Partial<ActivityQuery> = {}) =>
      call(ActivityPage, 'GET', `/activity${queryString(query)}`),
    activityDetail: (device: string, epoch: string, seq: number) =>
      call(ActivityDetail, 'GET', `/activity/${segment(device)}/${segment(epoch)}/${segment(seq)}`),
    aggregate: (query: AggregateQuery = {}) =>
      call(ActivityAggregate, 'GET', `/activity/aggregate${queryString(query)}`),
    /** For `EventSource`, which takes a URL and not a client. */
    streamUrl: (query: StreamQuery = {}): string =>
      `${options.baseUrl}/api/v1/activity/stream${queryString(query)}`,
    devices: () => call(DeviceList, 'GET', '/devices'),
    sessions: (query: Partial<SessionQuery> = {}) =>
      call(SessionList, 'GET', `/sessions${queryString(query)}`),
    session: (id: string) => call(Session, 'GET', `/sessions/${segment(id)}`),
    inventory: (query: Partial<InventoryQuery> = {}) =>
      call(InventoryPage, 'GET', `/inventory${queryString(query)}`),
    policyVersions: () => call(PolicyVersionList, 'GET', '/policy/versions'),
    policyVersion: (version: string) => call(PolicyVersion, 'GET', `/policy/versions/${segment(version)}`),
    policyContent: (version: string) =>
      call(PolicyContent, 'GET', `/policy/versions/${segment(version)}/content`),
    applyPolicy: (request: ApplyRequest) => call(ApplyResponse, 'POST', '/policy/versions', request),
    rollBackPolicy: (request: RollBackRequest) => call(ApplyResponse, 'POST', '/policy/rollback', request),
    recalls: () => call(RecallList, 'GET', '/recalls'),
    recall: (request: RecallRequest) => call(ApplyResponse, 'POST', '/recalls', request),
    liftRecall: (request: LiftRecallRequest) => call(ApplyResponse, 'POST', '/recalls/lift', request),
    policyInForce: () => call(InForceList, 'GET', '/policy/in-force'),
    /** Fails with status 304 when `have` is still the newest. */
    policyBundle: (query: BundleQuery = {}) =>
      call(BundleEnvelope, 'GET', `/policy/bundle${queryString(query)}`),
    findings: () => call(EvidenceFindingList, 'GET', '/evidence/findings'),
    chain: () => call(ChainLink.array(), 'GET', '/chain'),
    status: () => call(Status, 'GET', '/status'),
    login: () => call(Login, 'GET', '/session'),
    logIn: (token: string) => call(Login, 'POST', '/session', { token }),
    logOut: () => call(Login.nullable(), 'DELETE', '/session'),
    loginLink: () => call(LoginLink, 'POST', '/session/link', {}),
    approvals: (query: Partial<ApprovalQuery> = {}) =>
      call(ApprovalList, 'GET', `/approvals${queryString(query)}`),
    approval: (ticket: string) => call(ApprovalItem, 'GET', `/approvals/${segment(ticket)}`),
    answerApproval: (ticket: string, request: AnswerRequest) =>
      call(AnswerResponse, 'POST', `/approvals/${segment(ticket)}/answer`, request),
    approvalChallenge: (ticket: string, request: AnswerChallengeRequest) =>
      call(PasskeyChallenge, 'POST', `/approvals/${segment(ticket)}/challenge`, request),
    passkeys: () => call(PasskeyList, 'GET', '/passkeys'),
    passkeyChallenge: (device: string) => call(PasskeyChallenge, 'POST', '/passkeys/challenge', { device }),
    addPasskey: (request: PasskeyRequest) => call(AnswerResponse, 'POST', '/passkeys', request),
    removePasskey: (passkey: string) =>
      call(AnswerResponse, 'POST', `/passkeys/${segment(passkey)}/remove`, {}),
    grants: () => call(GrantList, 'GET', '/grants'),
    revokeGrant: (grant: string) => call(AnswerResponse, 'POST', `/grants/${segment(grant)}/revoke`, {}),
    approvalFatigue: () => call(FatigueReport, 'GET', '/approval-fatigue'),
    reportApprovals: (report: ApprovalReport) =>
      call(AnswerResponse.partial(), 'POST', '/approval-reports', report),
    /** Waits for some time when there is nothing new. */
    approvalMessages: (query: MessageQuery) =>
      call(SignedApprovalList, 'GET', `/approval-messages${queryString(query)}`),
    upload: (request: UploadRequest) => call(UploadResponse, 'POST', '/evidence', request),
  };
};
export type ApiClient = ReturnType<typeof createApiClient>;
