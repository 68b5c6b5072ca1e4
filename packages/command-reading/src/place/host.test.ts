import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hostUse, readUrl } from './host.ts';

const registrableDomain = (host: string): string => host.split('.').slice(-3).join('.');

describe('a host', () => {
  const octets = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255));

  test('is the same machine however its IPv4 address is written', () => {
    fc.assert(
      fc.property(octets, ([a, b, c, d]) => {
        const plain = `${a}.${b}.${c}.${d}`;
        const whole = ((a * 256 + b) * 256 + c) * 256 + d;
        const written = [
          String(whole),
          `0x${whole.toString(16)}`,
          `0${whole.toString(8)}`,
          `${a}.${(b * 256 + c) * 256 + d}`,
          `${a}.${b}.${c * 256 + d}`,
          `0x${a.toString(16)}.0${b.toString(8)}.${c}.${d}`,
          `[::ffff:${plain}]`,
          `[::ffff:${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}]`,
        ];
        for (const host of written) expect(hostUse(host).host).toBe(plain);
      }),
    );
  });

  test.each([
    ['169.254.169.254', 'metadata'],
    ['FD00:EC2::254', 'metadata'],
    ['metadata.google.internal.', 'metadata'],
    ['169-254-169-254.sslip.io', 'metadata'],
    ['127.255.0.1', 'loopback'],
    ['::1', 'loopback'],
    ['app.localhost', 'loopback'],
    ['172.16.0.1', 'private'],
    ['172.32.0.1', 'public'],
    ['100.64.0.1', 'private'],
    ['fe80::1%eth0', 'private'],
    ['fd12::1', 'private'],
    ['2606:4700::1', 'public'],
    ['printer.local', 'private'],
    ['１２７.0.0.1', 'loopback'],
    ['example.com', 'public'],
  ] as const)('%s is %s', (host, zone) => {
    expect(hostUse(host).zone).toBe(zone);
  });

  test('has the registrable domain that the caller can tell, else its last two labels', () => {
    expect(hostUse('a.b.example.co.uk').registrableDomain).toBe('co.uk');
    expect(hostUse('a.b.example.co.uk', { registrableDomain }).registrableDomain).toBe('example.co.uk');
    expect(hostUse('10.0.0.1', { registrableDomain }).registrableDomain).toBe('10.0.0.1');
  });
});

describe('a URL', () => {
  test.each([
    ['https://Example.com:8443/x?y#z', { host: 'example.com', port: 8443, scheme: 'https' }],
    ['http://good.com@evil.com/', { host: 'evil.com', scheme: 'http' }],
    ['ssh://git@example.com/x', { host: 'example.com', scheme: 'ssh' }],
    ['http://[::1]:80/', { host: '::1', port: 80, zone: 'loopback' }],
    ['http://2130706433/', { host: '127.0.0.1' }],
  ])('%s names its machine', (url, expected) => {
    expect(readUrl(url)).toMatchObject(expected);
  });

  test.each(['file:///etc/passwd', 'not a url', 'https://', 'mailto:a@b.c', ''])('%j names none', (text) => {
    expect(readUrl(text)).toBeUndefined();
  });
});
