/** What the client calls a server's tool in its hooks and rules: other characters than these become `_`. */
const inClient = (name: string): string => name.replaceAll(/[^a-zA-Z0-9_-]/g, '_');

export const mcpToolName = (server: string, tool: string): string =>
  `mcp__${inClient(server)}__${inClient(tool)}`;
