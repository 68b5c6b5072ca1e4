import type { HostUse } from '@sallyport/action-model';
import { ipv4Inside, readIpv4, readIpv6, writeIpv6 } from './ip-address.ts';

export interface HostOptions {
  readonly port?: number | undefined;
  readonly scheme?: string | undefined;
  readonly direction?: HostUse['direction'];
  /** The part a registrar sells. This package has no list of public suffixes; without one the last two labels stand for it. */
  readonly registrableDomain?: ((host: string) => string) | undefined;
}

const METADATA = new Set([
  '169.254.169.254',
  '169.254.170.2',
  '169.254.170.23',
  '100.100.100.200',
  '168.63.129.16',
  '192.0.0.192',
  'fd00:ec2::254',
  'fd00:ec2::23',
  'fd20:ce::254',
  'metadata.google.internal',
  'metadata.goog',
  'metadata',
  'instance-data',
  'instance-data.ec2.internal',
]);

/** DNS services whose names are the address that they resolve to: `169.254.169.254.nip.io`. */
const NAMES_OF_ADDRESSES = /(?:^|[.-])(\d{1,3}[.-]\d{1,3}[.-]\d{1,3}[.-]\d{1,3})\.(?:nip|sslip|xip)\.io$/;

export function hostUse(given: string, options: HostOptions = {}): HostUse {
  const { host, zone, isAddress } = readHost(given);
  const registrable =
    isAddress || !host.includes('.') ? host : (options.registrableDomain ?? lastTwoLabels)(host);
  return {
    host,
    registrableDomain: registrable.slice(0, 255),
    ...(options.port !== undefined && { port: options.port }),
    ...(options.scheme !== undefined && { scheme: options.scheme.toLowerCase().slice(0, 32) }),
    direction: options.direction ?? 'both',
    zone,
  };
}

function readHost(given: string): { host: string; zone: HostUse['zone']; isAddress: boolean } {
  const bare = given.replace(/^\[|\]$/g, '');
  const plain = bare.normalize('NFKC').toLowerCase().replaceAll('。', '.').replace(/\.$/, '').slice(0, 255);
  const groups = readIpv6(plain);
  const inner = groups ? ipv4Inside(groups) : readIpv4(plain);
  if (inner !== undefined) return { host: inner, zone: zoneOfIpv4(inner), isAddress: true };
  if (groups) {
    const host = writeIpv6(groups);
    return { host, zone: zoneOfIpv6(host, groups[0] ?? 0), isAddress: true };
  }
  return { host: plain, zone: zoneOfName(plain), isAddress: false };
}

function zoneOfIpv4(address: string): HostUse['zone'] {
  if (METADATA.has(address)) return 'metadata';
  const [a = 0, b = 0] = address.split('.').map(Number);
  if (a === 127 || a === 0) return 'loopback';
  const isPrivate =
    a === 10 ||
    (a === 172 && b >= 16 && b < 32) ||
    (a === 192 && b === 168) ||
    (a === 169 && b === 254) ||
    (a === 100 && b >= 64 && b < 128);
  return isPrivate ? 'private' : 'public';
}

function zoneOfIpv6(address: string, first: number): HostUse['zone'] {
  if (METADATA.has(address)) return 'metadata';
  if (address === '::1' || address === '::') return 'loopback';
  return (first & 0xfe00) === 0xfc00 || (first & 0xffc0) === 0xfe80 ? 'private' : 'public';
}

function zoneOfName(host: string): HostUse['zone'] {
  if (METADATA.has(host)) return 'metadata';
  if (host === 'localhost' || host.endsWith('.localhost')) return 'loopback';
  if (host === 'localhost.localdomain' || host === 'ip6-localhost') return 'loopback';
  const spelled = NAMES_OF_ADDRESSES.exec(host)?.[1];
  if (spelled !== undefined) return zoneOfIpv4(spelled.replaceAll('-', '.'));
  return /\.(?:local|internal|lan|home\.arpa|localdomain)$/.test(host) ? 'private' : 'public';
}

const lastTwoLabels = (host: string): string => host.split('.').slice(-2).join('.');

const URL_SHAPE = /^([A-Za-z][A-Za-z0-9+.-]{0,31}):\/\/([^/?#]*)/;

/** The machine that a URL names; nothing when the text is no URL or names no machine (`file:///x`). */
export function readUrl(url: string, options: HostOptions = {}): HostUse | undefined {
  const match = URL_SHAPE.exec(url.trim());
  if (!match) return undefined;
  const [, scheme = '', authority = ''] = match;
  if (scheme.toLowerCase() === 'file') return undefined;
  return readAuthority(authority, { ...options, scheme });
}

/** `user@host:port`, as it stands in URLs and in the arguments of ssh, nc and friends. */
export function readAuthority(authority: string, options: HostOptions = {}): HostUse | undefined {
  const afterUser = authority.slice(authority.lastIndexOf('@') + 1).replace(/\\.*$/, '');
  const match = /^(\[[^\]]*\]|[^:]*)(?::(\d{1,5}))?/.exec(afterUser);
  const host = match?.[1] ?? '';
  if (host === '' || /[\s/]/.test(host)) return undefined;
  const port = match?.[2] === undefined ? options.port : Number(match[2]);
  return hostUse(host, { ...options, ...(port !== undefined && port <= 65_535 ? { port } : {}) });
}
