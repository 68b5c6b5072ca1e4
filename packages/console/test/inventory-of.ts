import type { InventoryRow } from '@sallyport/fleet-protocol';

const AT = '2026-11-22T10:00:00.000Z';

/** One thing on the scripted workstation. */
export const inventoryOf = (own: Partial<InventoryRow> = {}): InventoryRow => ({
  device: 'dev_ws14',
  host: 'ws-14',
  user: 'ana',
  person: null,
  tier: 'cooperative',
  kind: 'mcp-server',
  name: 'files',
  scope: 'user',
  path: '/home/ana/.claude.json',
  at: '$.mcpServers.files',
  version: null,
  source: 'npx -y @modelcontextprotocol/server-filesystem',
  identity: 'unpinned',
  sha256: null,
  ownerUid: 1000,
  firstSeen: AT,
  lastSeen: AT,
  changedAt: AT,
  state: 'present',
  ...own,
});
