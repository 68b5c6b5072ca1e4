import { shippedPackNames } from '@sallyport/device';
import { describe, expect, it, test } from 'vitest';
import { chromePolicy } from './chrome-policy.ts';
import { mobileconfig, registryFile } from './desktop.ts';
import { managedSettings, type OwnValues } from './managed-settings.ts';
import { readPackExports, unite } from './pack-exports.ts';

const NOTHING: OwnValues = { mcpServer: [], marketplace: [], domain: [] };
const COMPILED = {
  permissionsDeny: ['Read(~/.netrc)'],
  sandbox: {
    filesystem: { denyRead: ['~/.netrc'], denyWrite: [] },
    network: { deniedDomains: ['pastebin.com'] },
  },
};
const exportsOf = (pack: string) => {
  const own = readPackExports(pack);
  if (own === undefined) throw new Error(`no pack ${pack}`);
  return own;
};

test.each(shippedPackNames())('pack %s names only keys that are documented', (pack) => {
  expect(() => exportsOf(pack)).not.toThrow();
  expect(() => managedSettings(exportsOf(pack), COMPILED, NOTHING)).not.toThrow();
});

describe('managed settings', () => {
  it('hold what rules compile to beside the keys of the pack and of those that it builds on', () => {
    expect(managedSettings(exportsOf('high-risk'), COMPILED, NOTHING)).toMatchObject({
      permissions: {
        deny: ['Read(~/.netrc)'],
        disableBypassPermissionsMode: 'disable',
        disableAutoMode: 'disable',
      },
      strictKnownMarketplaces: [],
      sandbox: {
        enabled: true,
        failIfUnavailable: true,
        filesystem: { denyRead: ['~/.netrc'] },
        network: { deniedDomains: ['pastebin.com'], allowedDomains: [] },
      },
    });
  });

  it('say which servers, marketplaces and domains the company approved, and its proxy and telemetry', () => {
    expect(
      managedSettings(exportsOf('company'), COMPILED, {
        mcpServer: ['https://mcp.example.com/*'],
        marketplace: ['example/plugins', 'example/tools@v2'],
        domain: ['registry.npmjs.org'],
        proxy: 'http://127.0.0.1:8791',
        ca: '/opt/ca.pem',
        otlp: 'http://127.0.0.1:4318',
      }),
    ).toMatchObject({
      allowedMcpServers: [{ serverUrl: 'https://mcp.example.com/*' }],
      strictKnownMarketplaces: [
        { source: 'github', repo: 'example/plugins' },
        { source: 'github', repo: 'example/tools', ref: 'v2' },
      ],
      sandbox: { network: { allowedDomains: ['registry.npmjs.org'], deniedDomains: ['pastebin.com'] } },
      env: {
        HTTPS_PROXY: 'http://127.0.0.1:8791',
        NODE_EXTRA_CA_CERTS: '/opt/ca.pem',
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318',
      },
    });
  });

  it('never switch off hooks that stand in a person’s own settings', () => {
    for (const pack of shippedPackNames())
      expect(Object.keys(managedSettings(exportsOf(pack), COMPILED, NOTHING))).not.toContain(
        'allowManagedHooksOnly',
      );
  });
});

describe('Chrome', () => {
  it('keeps the extension off pages of the categories that the pack names', () => {
    const text = JSON.stringify(chromePolicy(exportsOf('company'), 'org-1'));
    expect(text).toContain('"*://*.pastebin.com"');
    expect(text).not.toContain('dropbox');
    expect(text).toContain('"forceLoginOrgUUID":"org-1"');
    expect(JSON.stringify(chromePolicy(exportsOf('high-risk'), undefined))).toContain('"blocked"');
  });
});

describe('Claude Desktop', () => {
  const keys = {
    autoUpdaterEnforcementHours: 12,
    isLocalDevMcpEnabled: false,
    allowedWorkspaceFolders: ['/a & b', 'C:\\x'],
  };

  it('is told by a profile', () => {
    const text = mobileconfig(keys, 'high-risk');
    expect(text).toContain('<key>isLocalDevMcpEnabled</key><false/>');
    expect(text).toContain('<key>autoUpdaterEnforcementHours</key><integer>12</integer>');
    expect(text).toContain('<string>["/a &amp; b","C:\\\\x"]</string>');
  });

  it('is told by a registry file', () => {
    const text = registryFile(keys);
    expect(text).toContain('"isLocalDevMcpEnabled"=dword:00000000\r\n');
    expect(text).toContain('"autoUpdaterEnforcementHours"=dword:0000000c\r\n');
    expect(text).toContain(String.raw`"allowedWorkspaceFolders"="[\"/a & b\",\"C:\\\\x\"]"`);
  });
});

it('unites tables, and takes lists and single values from the later one', () => {
  expect(unite({ a: { x: 1, y: [1] }, b: 1 }, { a: { y: [2], z: 3 } })).toEqual({
    a: { x: 1, y: [2], z: 3 },
    b: 1,
  });
});
