import { declare, when } from './problem.ts';
import { clockJumps } from './session-facts.ts';

const MIN_FREE_BYTES = 256 * 1024 * 1024;

/** The daemon, its policy, its evidence, and the machine under them. */
export const DAEMON_PROBLEMS = [
  declare({
    code: 'daemon-down',
    title: 'the guard is not running',
    severity: 'error',
    dependsOn: [],
    text: 'nothing answers on the hook socket ({why}); actions are decided offline or by the last-resort table',
    fix: 'run `sallyport up`',
    find: ({ daemon }) => (daemon.kind === 'down' ? [{ why: daemon.why }] : []),
  }),
  declare({
    code: 'bundle-missing',
    title: 'there is no policy on this machine',
    severity: 'error',
    dependsOn: [],
    text: 'no policy bundle was ever received',
    fix: 'run `sallyport up`, which brings the first one',
    find: ({ bundle }) => when(bundle.kind === 'missing'),
  }),
  declare({
    code: 'bundle-invalid',
    title: 'the policy on this machine does not verify',
    severity: 'error',
    dependsOn: [],
    text: 'the policy bundle is refused: {why}',
    fix: 'run `sallyport up`, which fetches a signed one again',
    find: ({ bundle }) => (bundle.kind === 'invalid' ? [{ why: bundle.why }] : []),
  }),
  declare({
    code: 'bundle-stale',
    title: 'the policy is out of date',
    severity: 'warning',
    dependsOn: [],
    text: 'policy version {version} is older than it may be',
    fix: 'run `sallyport up` and check that the control plane can be reached',
    find: ({ bundle }) => (bundle.kind === 'ok' && bundle.stale ? [{ version: bundle.version }] : []),
  }),
  declare({
    code: 'people-unusable',
    title: 'the list of people is not used',
    severity: 'warning',
    dependsOn: [],
    text: "people's groups are not taken from `{path}`: {why}",
    fix: 'put it right; it is read again at the next action, and until then what was read before counts',
    find: ({ people: { path, why } }) => (why === null ? [] : [{ path, why }]),
  }),
  declare({
    code: 'detectors-unusable',
    title: "the list of the admins' own detectors is not used",
    severity: 'warning',
    dependsOn: [],
    text: 'own detectors are not taken from `{path}`: {why}',
    fix: 'put it right; it is read again at the next action, and until then what was read before counts',
    find: ({ detectors: { path, why } }) => (why === null ? [] : [{ path, why }]),
  }),
  declare({
    code: 'evidence-broken',
    title: 'the evidence chain is broken',
    severity: 'error',
    dependsOn: [],
    text: 'evidence on this machine does not verify: {breaks}',
    fix: 'run `sallyport evidence verify` and keep the spool folder as it is for whoever investigates',
    find: ({ evidence }) =>
      evidence.kind === 'broken' ? [{ breaks: evidence.breaks.slice(0, 5).join('; ') }] : [],
  }),
  declare({
    code: 'disk-nearly-full',
    title: 'the disk is nearly full',
    severity: 'error',
    dependsOn: [],
    text: '{free} MiB are left where `{path}` is; without room for evidence, closed categories block',
    fix: 'make room on that disk',
    find: ({ disk }) =>
      disk.freeBytes !== null && disk.freeBytes < MIN_FREE_BYTES
        ? [{ path: disk.path, free: String(Math.floor(disk.freeBytes / 1024 / 1024)) }]
        : [],
  }),
  declare({
    code: 'clock-jump',
    title: 'the clock has jumped',
    severity: 'warning',
    dependsOn: [],
    text: 'the clock of this machine moved: {what}',
    fix: 'set the clock, then run `sallyport down` and `sallyport up`',
    find: clockJumps,
  }),
  declare({
    code: 'proofs-damaged',
    title: 'the list of last proofs cannot be read',
    severity: 'warning',
    dependsOn: [],
    text: 'the list of last proofs is damaged: {why}',
    fix: 'run `sallyport down`, then `sallyport up`, which starts it anew',
    find: ({ proofs }) => (proofs.kind === 'unreadable' ? [{ why: proofs.why }] : []),
  }),
] as const;
