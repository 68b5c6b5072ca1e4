import type { HttpBindings } from '@hono/node-server';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Status } from '@sallyport/fleet-protocol';
import type { Caller } from '../access/caller.ts';
import type { Logins } from '../access/logins.ts';
import type { ApprovalOffice } from '../approvals/approval-office.ts';
import type { Log } from '../log.ts';
import type { BundleWatch } from '../policy/bundle-watch.ts';
import type { PolicyDesk } from '../policy/policy-desk.ts';
import type { EvidenceStore } from '../store/evidence-store.ts';
import type { ActivityHub } from './activity-hub.ts';

/** What the handlers work with. */
export type ApiContext = {
  readonly store: EvidenceStore;
  readonly hub: ActivityHub;
  readonly logins: Logins;
  readonly office: ApprovalOffice;
  /** Whose machine this is: the name under which whoever may use it answers. */
  readonly owner: string;
  readonly desk: PolicyDesk;
  readonly bundles: BundleWatch;
  readonly status: () => Promise<Status>;
  readonly heartbeatMs: number;
  readonly log: Log;
  readonly now: () => Date;
  /** Known once the server listens. */
  readonly port: () => number;
  readonly loginLink: () => string;
};

export type ApiEnvironment = { Bindings: HttpBindings; Variables: { caller: Caller } };
export type ApiApp = OpenAPIHono<ApiEnvironment>;
