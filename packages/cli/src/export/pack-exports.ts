/**
 * What other programs should be told so that they keep a pack too: the client's managed settings, Claude Desktop's keys
 * for device management, and Chrome. It owns nothing but data: `exports.json` of each pack, what its rules compile to,
 * and what only a company knows (options). It must never name a key that the vendor does not document; add one to the
 * schema here first.
 */
import { packExports, shippedPackNames } from '@sallyport/device';
import { z } from 'zod';

const flag = z.boolean().optional();

/** The client's managed settings, as far as packs set them. */
export const ManagedSettings = z.strictObject({
  permissions: z
    .strictObject({
      deny: z.array(z.string()).optional(),
      disableBypassPermissionsMode: z.literal('disable').optional(),
      disableAutoMode: z.literal('disable').optional(),
    })
    .optional(),
  allowManagedPermissionRulesOnly: flag,
  allowManagedMcpServersOnly: flag,
  allowedMcpServers: z.array(z.strictObject({ serverUrl: z.string() })).optional(),
  strictKnownMarketplaces: z
    .array(z.strictObject({ source: z.literal('github'), repo: z.string(), ref: z.string().optional() }))
    .optional(),
  disableCommandPluginSources: flag,
  disableSkillShellExecution: flag,
  disableRemoteControl: flag,
  disableClaudeAiConnectors: flag,
  disableBrowserExternalNavigation: flag,
  forceLoginOrgUUID: z.string().optional(),
  sandbox: z
    .strictObject({
      enabled: flag,
      failIfUnavailable: flag,
      autoAllowBashIfSandboxed: flag,
      allowUnsandboxedCommands: flag,
      filesystem: z
        .strictObject({
          denyRead: z.array(z.string()).optional(),
          denyWrite: z.array(z.string()).optional(),
          allowManagedReadPathsOnly: flag,
        })
        .optional(),
      network: z
        .strictObject({
          allowedDomains: z.array(z.string()).optional(),
          deniedDomains: z.array(z.string()).optional(),
          strictAllowlist: flag,
          allowManagedDomainsOnly: flag,
        })
        .optional(),
    })
    .optional(),
  env: z.record(z.string(), z.string()).optional(),
});
export type ManagedSettings = z.infer<typeof ManagedSettings>;

/** Keys of `com.anthropic.claudefordesktop` and `SOFTWARE\Policies\Claude`. */
export const DesktopKeys = z.strictObject({
  forceLoginOrgUUID: z.string().optional(),
  allowedWorkspaceFolders: z.array(z.string()).optional(),
  secureVmFeaturesEnabled: flag,
  isClaudeCodeForDesktopEnabled: flag,
  isDesktopExtensionEnabled: flag,
  isDesktopExtensionDirectoryEnabled: flag,
  isLocalDevMcpEnabled: flag,
  autoUpdaterEnforcementHours: z.int().min(1).max(72).optional(),
});
export type DesktopKeys = z.infer<typeof DesktopKeys>;

const Chrome = z.strictObject({
  /** Claude's own extension. */
  extension: z.enum(['allowed', 'blocked']),
  /** Categories of the catalogue of domains whose pages the extension may not touch. */
  blockedHosts: z.array(z.string()),
});

const Exports = z.strictObject({ managedSettings: ManagedSettings, desktop: DesktopKeys, chrome: Chrome });
export type PackExports = z.infer<typeof Exports>;

/** Those of a pack over those that it builds on: lists and single values are its own, tables are united. */
export function readPackExports(pack: string): PackExports | undefined {
  if (!shippedPackNames().includes(pack)) return undefined;
  return Exports.parse(packExports(pack).reduce<unknown>(unite, {}));
}

export function unite(under: unknown, over: unknown): unknown {
  if (!isTable(under) || !isTable(over)) return over;
  const keys = new Set([...Object.keys(under), ...Object.keys(over)]);
  return Object.fromEntries(
    [...keys].map((key) => [key, key in over ? unite(under[key], over[key]) : under[key]]),
  );
}

const isTable = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
