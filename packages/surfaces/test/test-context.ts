import { createHash } from 'node:crypto';
import { ActionId } from '@sallyport/action-model';
import type { HookContext, HookEnvironment } from '@sallyport/surfaces';

/** Ann at her Linux machine, by an up-to-date client without a terminal. */
export const testContext = (environment: HookEnvironment = {}): HookContext => {
  let count = 0;
  return {
    home: '/home/ann',
    user: 'ann',
    device: 'dev-1',
    os: 'linux',
    tier: 'cooperative',
    environment: {
      AI_AGENT: 'claude-code_2-1-330_harness',
      CLAUDE_CODE_ENTRYPOINT: 'sdk-cli',
      ...environment,
    },
    actionId: () => ActionId.parse(`action-${(count += 1)}`),
    digest: (text) => createHash('sha256').update(text).digest('hex'),
  };
};
