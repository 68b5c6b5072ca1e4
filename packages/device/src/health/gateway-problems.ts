import { declare } from './problem.ts';

const MAX_NAMES = 10;

/** The gateway, and what goes past it. */
export const GATEWAY_PROBLEMS = [
  declare({
    code: 'servers-not-behind-gateway',
    title: 'MCP servers are not behind the gateway',
    severity: 'warning',
    dependsOn: [],
    text: '{count} not behind the gateway: {names}',
    fix: 'run `sallyport install mcp`, then restart the clients',
    find: ({ serversApart }) =>
      serversApart === null || serversApart.length === 0
        ? []
        : [
            {
              count: serversApart.length === 1 ? '1 MCP server is' : `${serversApart.length} MCP servers are`,
              names:
                serversApart.slice(0, MAX_NAMES).join(', ') +
                (serversApart.length > MAX_NAMES ? ` and ${serversApart.length - MAX_NAMES} more` : ''),
            },
          ],
  }),
] as const;
