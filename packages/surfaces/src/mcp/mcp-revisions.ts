/** The revisions of the protocol that clients and servers speak, oldest first. */
export const MCP_REVISIONS = ['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25', '2026-07-28'] as const;
export type McpRevision = (typeof MCP_REVISIONS)[number];

export const isMcpRevision = (text: unknown): text is McpRevision =>
  MCP_REVISIONS.some((revision) => revision === text);

/** Several messages in one came with 2025-03-26 and went with the next; before a revision is agreed they may come. */
export const mayBatch = (revision: McpRevision | undefined): boolean =>
  revision === undefined || revision === '2025-03-26';

/** From 2026-07-28 on every request says its own revision, and every result its type. */
export const PROTOCOL_VERSION_META = 'io.modelcontextprotocol/protocolVersion';
