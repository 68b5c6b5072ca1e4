import { createRoute, z } from '@hono/zod-openapi';
import {
  ActivityAggregate,
  ActivityDetail,
  ActivityPage,
  ActivityQuery,
  AggregateQuery,
  AnswerChallengeRequest,
  AnswerRequest,
  AnswerResponse,
  ApiError,
  ApplyRequest,
  ApprovalItem,
  ApprovalList,
  ApprovalQuery,
  ApprovalReport,
  ApplyResponse,
  BundleEnvelope,
  BundleQuery,
  ChainLink,
  DeviceList,
  EvidenceFindingList,
  FatigueReport,
  GrantList,
  InForceList,
  InventoryPage,
  InventoryQuery,
  LiftRecallRequest,
  Login,
  LoginLink,
  LoginRequest,
  MessageQuery,
  PasskeyChallenge,
  PasskeyChallengeRequest,
  PasskeyList,
  PasskeyRequest,
  PolicyContent,
  PolicyVersion,
  PolicyVersionList,
  RecallList,
  RecallRequest,
  RollBackRequest,
  Session,
  SessionList,
  SessionQuery,
  SignedApprovalList,
  Status,
  StreamQuery,
  UploadResponse,
} from '@sallyport/fleet-protocol';
import type { Access } from '../access/caller.ts';

/**
 * The public API, one entry a route; the console and the CLI have nothing else. The OpenAPI document, the check of the
 * caller and the negative tests are made from this table, so a route that is not here does not exist. To add one: an
 * entry here, its handler, and its line in the typed client.
 */

const json = <Schema extends z.ZodType>(schema: Schema, description: string) => ({
  description,
  content: { 'application/json': { schema } },
});
const error = (description: string) => json(ApiError, description);

/** Answers that any route may give before its handler runs. */
const REFUSALS = {
  400: error('the input is not valid'),
  403: error('the request comes from another origin'),
  411: error('the body came without its length'),
  413: error('the body is too large'),
  415: error('the body is not JSON'),
  421: error('the request was sent to a name that is not ours'),
};
const GUARDED = { ...REFUSALS, 401: error('not logged in, or the token is wrong') };

/** Answers to a request that puts another policy in force. */
const CHANGE_OF_POLICY = {
  200: json(ApplyResponse, 'signed; devices that wait for a bundle get it now'),
  404: error('there is no such pack or version'),
  409: error('another version than the one to be replaced is in force by now'),
  422: error('the documents are not a policy, or their tests fail; nothing was signed'),
  ...GUARDED,
};

const pathText = z.string().min(1).max(200);

export const ROUTES = {
  listActivity: {
    access: 'reader',
    // Strict, because a filter that is not known would otherwise be answered as if it were not there.
    route: createRoute({
      method: 'get',
      path: '/api/v1/activity',
      request: { query: ActivityQuery.strict() },
      responses: { 200: json(ActivityPage, 'one page, newest first'), ...GUARDED },
    }),
  },
  streamActivity: {
    access: 'reader',
    route: createRoute({
      method: 'get',
      path: '/api/v1/activity/stream',
      request: { query: StreamQuery.strict() },
      responses: {
        200: {
          description: 'server-sent events `activity`, `reset` and `dropped`; goes on after `Last-Event-ID`',
          content: { 'text/event-stream': { schema: z.string() } },
        },
        503: error('too many streams are open'),
        ...GUARDED,
      },
    }),
  },
  aggregateActivity: {
    access: 'reader',
    route: createRoute({
      method: 'get',
      path: '/api/v1/activity/aggregate',
      request: { query: AggregateQuery.strict() },
      responses: { 200: json(ActivityAggregate, 'counts by verdict, tool and hour'), ...GUARDED },
    }),
  },
  getActivity: {
    access: 'reader',
    route: createRoute({
      method: 'get',
      path: '/api/v1/activity/{device}/{epoch}/{seq}',
      request: {
        params: z.object({ device: pathText, epoch: pathText, seq: z.coerce.number().int().min(1) }),
      },
      responses: {
        200: json(ActivityDetail, 'one record whole'),
        404: error('there is no such record'),
        ...GUARDED,
      },
    }),
  },
  uploadEvidence: {
    access: 'device',
    route: createRoute({
      method: 'post',
      path: '/api/v1/evidence',
      request: {
        // By reference and not by schema: the body is parsed in the store's thread, not in the main loop.
        body: {
          required: true,
          content: { 'application/json': { schema: { $ref: '#/components/schemas/UploadRequest' } } },
        },
      },
      responses: {
        200: json(UploadResponse, 'everything up to `storedThrough` is durable'),
        503: error('not stored; send it again later'),
        ...GUARDED,
      },
    }),
  },
  listFindings: {
    access: 'reader',
    route: createRoute({
      method: 'get',
      path: '/api/v1/evidence/findings',
      responses: { 200: json(EvidenceFindingList, 'where stored evidence contradicts itself'), ...GUARDED },
    }),
  },
  listDevices: {
    access: 'reader',
    route: createRoute({
      method: 'get',
      path: '/api/v1/devices',
      responses: { 200: json(DeviceList, 'the devices, last seen first'), ...GUARDED },
    }),
  },
  listSessions: {
    access: 'reader',
    route: createRoute({
      method: 'get',
      path: '/api/v1/sessions',
      request: { query: SessionQuery.strict() },
      responses: { 200: json(SessionList, 'the sessions, last seen first'), ...GUARDED },
    }),
  },
  getSession: {
    access: 'reader',
    route: createRoute({
      method: 'get',
      path: '/api/v1/sessions/{id}',
      request: { params: z.object({ id: pathText }) },
      responses: { 200: json(Session, 'one session'), 404: error('there is no such session'), ...GUARDED },
    }),
  },
  listInventory: {
    access: 'reader',
    route: createRoute({
      method: 'get',
      path: '/api/v1/inventory',
      request: { query: InventoryQuery.strict() },
      responses: {
        200: json(InventoryPage, 'what is installed on the devices; what was found last comes first'),
        ...GUARDED,
      },
    }),
  },
  listPolicyVersions: {
    access: 'reader',
    route: createRoute({
      method: 'get',
      path: '/api/v1/policy/versions',
      responses: { 200: json(PolicyVersionList, 'newest first'), ...GUARDED },
    }),
  },
  getPolicyVersion: {
    access: 'reader',
    route: createRoute({
      method: 'get',
      path: '/api/v1/policy/versions/{version}',
      request: { params: z.object({ version: pathText }) },
      responses: {
        200: json(PolicyVersion, 'one version'),
        404: error('there is no such version'),
        ...GUARDED,
      },
    }),
  },
  getPolicyContent: {
    access: 'reader',
    route: createRoute({
      method: 'get',
      path: '/api/v1/policy/versions/{version}/content',
      request: { params: z.object({ version: pathText }) },
      responses: {
        200: json(PolicyContent, 'the documents as they were signed'),
        404: error('there is no such version'),
        ...GUARDED,
      },
    }),
  },
  applyPolicy: {
    access: 'api-token',
    route: createRoute({
      method: 'post',
      path: '/api/v1/policy/versions',
      request: { body: { required: true, content: { 'application/json': { schema: ApplyRequest } } } },
      responses: CHANGE_OF_POLICY,
    }),
  },
  rollBackPolicy: {
    access: 'api-token',
    route: createRoute({
      method: 'post',
      path: '/api/v1/policy/rollback',
      request: { body: { required: true, content: { 'application/json': { schema: RollBackRequest } } } },
      responses: CHANGE_OF_POLICY,
    }),
  },
  listRecalls: {
    access: 'reader',
    route: createRoute({
      method: 'get',
      path: '/api/v1/recalls',
      responses: { 200: json(RecallList, 'the parts that nobody may use any more'), ...GUARDED },
    }),
  },
  recall: {
    access: 'api-token',
    route: createRoute({
      method: 'post',
      path: '/api/v1/recalls',
      request: { body: { required: true, content: { 'application/json': { schema: RecallRequest } } } },
      responses: CHANGE_OF_POLICY,
    }),
  },
  liftRecall: {
    access: 'api-token',
    route: createRoute({
      method: 'post',
      path: '/api/v1/recalls/lift',
      request: { body: { required: true, content: { 'application/json': { schema: LiftRecallRequest } } } },
      responses: CHANGE_OF_POLICY,
    }),
  },
  listInForce: {
    access: 'reader',
    route: createRoute({
      method: 'get',
      path: '/api/v1/policy/in-force',
      responses: { 200: json(InForceList, 'which version each device said it has in force'), ...GUARDED },
    }),
  },
  getPolicyBundle: {
    access: 'device',
    route: createRoute({
      method: 'get',
      path: '/api/v1/policy/bundle',
      request: { query: BundleQuery.strict() },
      responses: {
        200: json(BundleEnvelope, 'the signed bundle in force; `ETag` is its version'),
        304: { description: 'the bundle named by `have` or `If-None-Match` is still in force' },
        404: error('no policy was published yet'),
        ...GUARDED,
      },
    }),
  },
  getChain: {
    access: 'reader',
    route: createRoute({
      method: 'get',
      path: '/api/v1/chain',
      responses: {
        200: json(z.array(ChainLink), 'the hook delivery chain with its last proofs'),
        ...GUARDED,
      },
    }),
  },
  getStatus: {
    access: 'reader',
    route: createRoute({
      method: 'get',
      path: '/api/v1/status',
      responses: { 200: json(Status, 'what `sallyport status --json` prints'), ...GUARDED },
    }),
  },
  getLogin: {
    access: 'reader',
    route: createRoute({
      method: 'get',
      path: '/api/v1/session',
      responses: { 200: json(Login, 'who is logged in, and until when'), ...GUARDED },
    }),
  },
  logIn: {
    access: 'anyone',
    route: createRoute({
      method: 'post',
      path: '/api/v1/session',
      request: { body: { required: true, content: { 'application/json': { schema: LoginRequest } } } },
      responses: {
        200: json(Login, 'logged in; the session is in the cookie'),
        401: error('the token is wrong, used or too old'),
        429: error('too many wrong tokens'),
        ...REFUSALS,
      },
    }),
  },
  logOut: {
    access: 'reader',
    route: createRoute({
      method: 'delete',
      path: '/api/v1/session',
      responses: { 200: json(z.null(), 'logged out'), ...GUARDED },
    }),
  },
  listApprovals: {
    access: 'reader',
    route: createRoute({
      method: 'get',
      path: '/api/v1/approvals',
      request: { query: ApprovalQuery.strict() },
      responses: { 200: json(ApprovalList, 'what people were asked, newest first'), ...GUARDED },
    }),
  },
  getApproval: {
    access: 'reader',
    route: createRoute({
      method: 'get',
      path: '/api/v1/approvals/{ticket}',
      request: { params: z.object({ ticket: pathText }) },
      responses: { 200: json(ApprovalItem, 'one ticket'), 404: error('there is no such ticket'), ...GUARDED },
    }),
  },
  answerApproval: {
    access: 'reader',
    route: createRoute({
      method: 'post',
      path: '/api/v1/approvals/{ticket}/answer',
      request: {
        params: z.object({ ticket: pathText }),
        body: { required: true, content: { 'application/json': { schema: AnswerRequest } } },
      },
      responses: {
        200: json(AnswerResponse, 'signed and on its way to the device, which says what becomes of it'),
        404: error('there is no such ticket'),
        409: error('the ticket is answered or over, or this grant may not be made of it'),
        ...GUARDED,
      },
    }),
  },
  challengeApproval: {
    access: 'reader',
    route: createRoute({
      method: 'post',
      path: '/api/v1/approvals/{ticket}/challenge',
      request: {
        params: z.object({ ticket: pathText }),
        body: { required: true, content: { 'application/json': { schema: AnswerChallengeRequest } } },
      },
      responses: {
        200: json(PasskeyChallenge, 'for one gesture over this answer, once, within two minutes'),
        404: error('there is no such ticket'),
        ...GUARDED,
      },
    }),
  },
  listPasskeys: {
    access: 'reader',
    route: createRoute({
      method: 'get',
      path: '/api/v1/passkeys',
      responses: { 200: json(PasskeyList, 'what each device has pinned'), ...GUARDED },
    }),
  },
  challengePasskey: {
    access: 'reader',
    route: createRoute({
      method: 'post',
      path: '/api/v1/passkeys/challenge',
      request: {
        body: { required: true, content: { 'application/json': { schema: PasskeyChallengeRequest } } },
      },
      responses: {
        200: json(PasskeyChallenge, 'for one gesture that makes or brings in a passkey'),
        ...GUARDED,
      },
    }),
  },
  addPasskey: {
    access: 'reader',
    route: createRoute({
      method: 'post',
      path: '/api/v1/passkeys',
      request: { body: { required: true, content: { 'application/json': { schema: PasskeyRequest } } } },
      responses: {
        200: json(AnswerResponse, 'signed and on its way to the device, which says whether it is let in'),
        409: error('the challenge was used, is too old or was for something else'),
        ...GUARDED,
      },
    }),
  },
  removePasskey: {
    access: 'api-token',
    route: createRoute({
      method: 'post',
      path: '/api/v1/passkeys/{passkey}/remove',
      request: { params: z.object({ passkey: z.string().min(1).max(1400) }) },
      responses: {
        200: json(AnswerResponse, 'signed and on its way to the device'),
        404: error('there is no such passkey'),
        ...GUARDED,
      },
    }),
  },
  listGrants: {
    access: 'reader',
    route: createRoute({
      method: 'get',
      path: '/api/v1/grants',
      responses: { 200: json(GrantList, 'standing grants, newest first'), ...GUARDED },
    }),
  },
  revokeGrant: {
    access: 'reader',
    route: createRoute({
      method: 'post',
      path: '/api/v1/grants/{grant}/revoke',
      request: { params: z.object({ grant: pathText }) },
      responses: {
        200: json(AnswerResponse, 'signed and on its way to the device'),
        404: error('there is no such grant'),
        ...GUARDED,
      },
    }),
  },
  getApprovalFatigue: {
    access: 'reader',
    route: createRoute({
      method: 'get',
      path: '/api/v1/approval-fatigue',
      responses: { 200: json(FatigueReport, 'how people answer, rule by rule'), ...GUARDED },
    }),
  },
  reportApprovals: {
    access: 'device',
    route: createRoute({
      method: 'post',
      path: '/api/v1/approval-reports',
      request: { body: { required: true, content: { 'application/json': { schema: ApprovalReport } } } },
      responses: { 200: json(z.object({}), 'kept'), ...GUARDED },
    }),
  },
  listApprovalMessages: {
    access: 'device',
    route: createRoute({
      method: 'get',
      path: '/api/v1/approval-messages',
      request: { query: MessageQuery.strict() },
      responses: {
        200: json(
          SignedApprovalList,
          'signed answers after `after`; held for some seconds when there are none',
        ),
        ...GUARDED,
      },
    }),
  },
  makeLoginLink: {
    access: 'api-token',
    route: createRoute({
      method: 'post',
      path: '/api/v1/session/link',
      responses: { 200: json(LoginLink, 'a link that logs in once, within ten minutes'), ...GUARDED },
    }),
  },
} as const satisfies Record<string, { access: Access; route: ReturnType<typeof createRoute> }>;
