import { Action, type Origin } from '@sallyport/action-model';

type Given = Readonly<Record<string, unknown>> & {
  readonly kind: Action['kind'];
  readonly origin?: Partial<Origin>;
};

/** An action with nothing in it but what a test says. */
export const actionOf = ({ origin, ...given }: Given): Action =>
  Action.parse({
    id: 'a',
    digest: '0'.repeat(64),
    effects: [],
    paths: [],
    hosts: [],
    samples: [],
    findings: [],
    ...given,
    origin: {
      groups: [],
      os: 'linux',
      tier: 'cooperative',
      agent: 'claude-code',
      surface: 'hook',
      permissionMode: 'default',
      trigger: 'person',
      attended: true,
      proofs: {},
      ...origin,
    },
  });
