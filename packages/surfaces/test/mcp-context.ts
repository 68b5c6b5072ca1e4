import { createHash } from 'node:crypto';
import { ActionId } from '@sallyport/action-model';
import type { McpContext, McpServer } from '@sallyport/surfaces';

/** A server of Ann's, seen from between it and her client. */
export const mcpContext = (
  from: McpContext['from'] = 'client',
  server: McpServer = { name: 'files' },
): McpContext => {
  let count = 0;
  return {
    server,
    from,
    origin: {
      user: 'ann',
      home: '/home/ann',
      groups: [],
      device: 'dev-1',
      os: 'linux',
      tier: 'cooperative',
      agent: 'claude-code',
      surface: 'mcp',
      cwd: '/home/ann/project',
      permissionMode: 'unknown',
      trigger: 'unknown',
      attended: false,
      proofs: {},
    },
    actionId: () => ActionId.parse(`action-${(count += 1)}`),
    digest: (text) => createHash('sha256').update(text).digest('hex'),
  };
};
