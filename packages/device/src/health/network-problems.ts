import { declare } from './problem.ts';
import { foreignBaseUrls, interferingProxies } from './network-facts.ts';

/** What can lead the client's requests, or `curl`'s, elsewhere. */
export const NETWORK_PROBLEMS = [
  declare({
    code: 'proxy-interference',
    title: 'a proxy setting interferes',
    severity: 'warning',
    dependsOn: [],
    text: '{what} in {where} {effect}',
    fix: '{fix}',
    find: interferingProxies,
  }),
  declare({
    code: 'base-url-foreign',
    title: 'the client talks to another server',
    severity: 'error',
    dependsOn: [],
    text: '`ANTHROPIC_BASE_URL` is `{url}` in {where}',
    fix: 'remove `ANTHROPIC_BASE_URL` from {where}, or set it to Sallyport’s gateway',
    find: foreignBaseUrls,
  }),
] as const;
