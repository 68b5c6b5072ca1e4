import type { NativeControls } from '@sallyport/policy-core';
import { ManagedSettings, unite, type PackExports } from './pack-exports.ts';

/** What only the company knows. */
export type OwnValues = {
  readonly mcpServer: readonly string[];
  readonly marketplace: readonly string[];
  readonly domain: readonly string[];
  readonly proxy?: string;
  readonly ca?: string;
  readonly otlp?: string;
  readonly org?: string;
};

/** The pack's own keys, what its rules compile to, and the company's values, as one settings file. */
export function managedSettings(
  { managedSettings: own }: Pick<PackExports, 'managedSettings'>,
  { permissionsDeny, sandbox }: Pick<NativeControls, 'permissionsDeny' | 'sandbox'>,
  values: OwnValues,
): ManagedSettings {
  const compiled: ManagedSettings = {
    permissions: { deny: [...permissionsDeny] },
    sandbox: {
      filesystem: {
        denyRead: [...sandbox.filesystem.denyRead],
        denyWrite: [...sandbox.filesystem.denyWrite],
      },
      network: { deniedDomains: [...sandbox.network.deniedDomains] },
    },
  };
  return ManagedSettings.parse([own, ofCompany(values)].reduce<unknown>(unite, compiled));
}

function ofCompany({ mcpServer, marketplace, domain, proxy, ca, otlp, org }: OwnValues): ManagedSettings {
  const env = {
    ...(proxy === undefined ? {} : { HTTPS_PROXY: proxy, HTTP_PROXY: proxy }),
    ...(ca === undefined ? {} : { NODE_EXTRA_CA_CERTS: ca }),
    ...(otlp === undefined
      ? {}
      : {
          CLAUDE_CODE_ENABLE_TELEMETRY: '1',
          OTEL_LOGS_EXPORTER: 'otlp',
          OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
          OTEL_EXPORTER_OTLP_ENDPOINT: otlp,
          OTEL_LOG_TOOL_DETAILS: '1',
        }),
  };
  return {
    ...(mcpServer.length === 0 ? {} : { allowedMcpServers: mcpServer.map((serverUrl) => ({ serverUrl })) }),
    ...(marketplace.length === 0 ? {} : { strictKnownMarketplaces: marketplace.map(marketplaceOf) }),
    ...(domain.length === 0 ? {} : { sandbox: { network: { allowedDomains: [...domain] } } }),
    ...(Object.keys(env).length === 0 ? {} : { env }),
    ...(org === undefined ? {} : { forceLoginOrgUUID: org }),
  };
}

/** `owner/repo`, or one state of it: `owner/repo@ref`. */
const marketplaceOf = (word: string) => {
  const [repo = '', ref] = word.split('@');
  return { source: 'github' as const, repo, ...(ref === undefined || ref === '' ? {} : { ref }) };
};
