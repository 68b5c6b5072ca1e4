import { packCatalogue } from '@sallyport/device';
import type { PackExports } from './pack-exports.ts';

/** Claude in Chrome, as the store names it. */
const EXTENSION = 'fcoeoabgfenejglbffodgkkbkcdhcgfn';
/** Chrome takes no more of them for one extension. */
const MAX_HOSTS = 100;

/** A policy file for Chrome: whether Claude's extension may be there, where it may not act, and who signs in to it. */
export function chromePolicy({ chrome }: Pick<PackExports, 'chrome'>, org: string | undefined): object {
  const hosts = chrome.blockedHosts.flatMap((category) => packCatalogue(category)).slice(0, MAX_HOSTS);
  return {
    ExtensionSettings: {
      [EXTENSION]: {
        installation_mode: chrome.extension,
        ...(hosts.length === 0 ? {} : { runtime_blocked_hosts: hosts.map((host) => `*://*.${host}`) }),
      },
    },
    ...(org === undefined ? {} : { '3rdparty': { extensions: { [EXTENSION]: { forceLoginOrgUUID: org } } } }),
  };
}
