import type { Detail } from './problem.ts';
import type { Snapshot } from './snapshot.ts';

const PROXY_NAMES = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'];

/** Without user name and password. */
const shown = (url: string): string => url.replace(/\/\/[^/@]*@/, '//');

const hostOf = (url: string): string | undefined => {
  try {
    return new URL(url.includes('://') ? url : `http://${url}`).hostname;
  } catch {
    return undefined;
  }
};
const isLoopback = (host: string | undefined): boolean =>
  host !== undefined && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(host);

const valueOf = (values: Readonly<Record<string, string>>, name: string): string | undefined =>
  values[name] || values[name.toLowerCase()];

const sparesLoopback = (noProxy: string | undefined): boolean => {
  const names = (noProxy ?? '').split(/[,\s]+/);
  return names.includes('*') || ['127.0.0.1', 'localhost'].every((host) => names.includes(host));
};

export const interferingProxies = ({ variables, curlConfig }: Snapshot): readonly Detail[] => {
  const found: Detail[] = [];
  for (const { where, values } of variables) {
    const away = PROXY_NAMES.filter((name) => {
      const url = valueOf(values, name);
      return url !== undefined && !isLoopback(hostOf(url));
    });
    if (away.length > 0 && !sparesLoopback(valueOf(values, 'NO_PROXY'))) {
      found.push({
        what: away.map((name) => `${name}=${shown(valueOf(values, name) ?? '')}`).join(', '),
        where,
        effect: 'also takes requests to this machine, so the client cannot reach Sallyport’s doors',
        fix: `add \`localhost,127.0.0.1\` to NO_PROXY in ${where}`,
      });
    }
    const curlHome = values['CURL_HOME'];
    if (curlHome) {
      found.push({
        what: `CURL_HOME=${curlHome}`,
        where,
        effect: 'gives `curl` another configuration',
        fix: `remove CURL_HOME from ${where}`,
      });
    }
  }
  if (curlConfig.present) {
    found.push({
      what: 'a `curl` configuration',
      where: curlConfig.path,
      effect: 'changes what every `curl` does; our hook ignores it, hooks of others do not',
      fix: `move \`${curlConfig.path}\` away, or make sure that it sets no proxy, socket or output`,
    });
  }
  return found;
};

export const foreignBaseUrls = ({ variables, expectedBaseUrls }: Snapshot): readonly Detail[] =>
  variables.flatMap(({ where, values }) => {
    const url = values['ANTHROPIC_BASE_URL'];
    if (!url || expectedBaseUrls.includes(url)) return [];
    const host = hostOf(url);
    return host === 'api.anthropic.com' || isLoopback(host) ? [] : [{ url: shown(url), where }];
  });
