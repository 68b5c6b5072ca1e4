import { setGlobalProxyFromEnv } from 'node:http';

type Variables = Readonly<Record<string, string | undefined>>;

/** What other programs of the machine take their proxies from; small letters count first, as they do there. */
const NAMES = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'] as const;
/** The guard's own parts, and servers of this machine. */
const OURSELVES = ['127.0.0.1', '[::1]', '::1', 'localhost'];

/**
 * From here on every request of this process that leaves the machine, to MCP servers, a judge or a control plane, goes
 * through the proxy that its variables name; what stays on the machine never does. False: they name none. `undo` is for tests.
 */
export function goThroughProxies(variables: Variables): false | { readonly undo: () => void } {
  const named = Object.fromEntries(
    NAMES.flatMap((name) => (variables[name] ? [[name, variables[name]]] : [])),
  );
  if (Object.keys(named).length === 0) return false;
  const direct = [variables['no_proxy'] ?? variables['NO_PROXY'] ?? '', ...OURSELVES];
  const noProxy = direct.filter((host) => host !== '').join(',');
  return { undo: setGlobalProxyFromEnv({ ...named, no_proxy: noProxy, NO_PROXY: noProxy }) };
}
