import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { FoundItem, Scope } from '../inventory-item.ts';
import { POSTURE_CHECKS } from './check-posture.ts';
import { isTooWide } from './look-up.ts';
import type { PersonFacts } from './person-facts.ts';

const NOTHING: PersonFacts = {
  user: 'ana', userHome: '/home/ana', platform: 'darwin', items: [], settings: [], clientState: undefined, desktop: [],
  desktopPolicy: undefined, chromePolicies: [], hasChromeExtension: false, sessions: [], transcripts: [], unread: [],
}; // prettier-ignore
const document = (value: object, scope: Scope = 'managed') => ({
  path: '/f',
  scope,
  value: value as Record<string, unknown>,
});
const settings = (value: object, scope: Scope = 'user'): Partial<PersonFacts> => ({
  settings: [document(value, scope)],
});
const managed = (value: object) => settings(value, 'managed');
const policy = (value: object): Partial<PersonFacts> => ({ desktopPolicy: document(value) });
const desktop = (value: object): Partial<PersonFacts> => ({
  desktop: [document({ preferences: value }, 'desktop')],
});
const item = (value: Partial<FoundItem>): Partial<PersonFacts> => ({
  items: [{ kind: 'mcp-server', name: 'x', scope: 'user', path: '/f', ...value }],
});
const session = (folder: string): Partial<PersonFacts> => ({
  sessions: [{ folders: [folder], lastMs: 1, path: '/s' }],
});
const EXTENSION = 'fcoeoabgfenejglbffodgkkbkcdhcgfn';
const chrome = (own: object): Partial<PersonFacts> => ({
  hasChromeExtension: true,
  chromePolicies: [document({ ExtensionSettings: { [EXTENSION]: own } })],
});
const modes = (...all: number[]): Partial<PersonFacts> => ({
  transcripts: all.map((mode, index) => ({ path: index === 0 ? '/h/.claude/projects' : '/h', mode })),
});

/** For each check what makes it a finding, and what makes it well; null where no file of a device can show it. */
const CASES: Readonly<Record<string, readonly [Partial<PersonFacts> | null, Partial<PersonFacts> | null]>> = {
  'cowork-folder-too-wide': [session('/home/ana'), session('/home/ana/task')],
  'workspace-folders-not-limited': [policy({}), policy({ allowedWorkspaceFolders: ['/home/ana/work'] })],
  'acts-without-asking': [policy({}), policy({ autoModeEnabled: false })],
  'always-allow-kept': [policy({ mcpPersistentAlwaysAllowEnabled: true }), policy({ mcpPersistentAlwaysAllowEnabled: false })],
  'scheduled-tasks-act': [item({ kind: 'scheduled-task', content: '/t', marks: ['acts'] }), item({ kind: 'scheduled-task', content: '/t' })],
  'scheduled-tasks-on': [desktop({ coworkScheduledTasksEnabled: true }), desktop({ coworkScheduledTasksEnabled: false })],
  'browser-acts-on-all-sites': [desktop({ allowAllBrowserActions: true }), desktop({ allowAllBrowserActions: false })],
  'browser-sites-not-limited': [chrome({}), chrome({ runtime_blocked_hosts: ['*://*.bank.example'] })],
  'browser-sensitive-sites': [null, null],
  'computer-use-on': [desktop({ chicagoEnabled: true }), desktop({ chicagoEnabled: false })],
  'remote-control-on': [item({ kind: 'remote-control' }), managed({ disableRemoteControl: true })],
  'cloud-sessions-not-covered': [null, null],
  'cowork-egress-open': [policy({ coworkEgressAllowedHosts: ['*'] }), policy({ coworkEgressAllowedHosts: ['a.example'] })],
  'sandbox-egress-open': [settings({ sandbox: { network: { allowedDomains: ['*'] } } }), settings({})],
  'telemetry-missing': [policy({}), policy({ otlpEndpoint: 'https://o.example' })],
  'extension-unsigned': [item({ kind: 'extension', at: 'extensions.e', marks: ['unsigned'] }), item({ kind: 'extension', at: 'extensions.e' })],
  'unsigned-extensions-allowed': [policy({}), policy({ isDesktopExtensionSignatureRequired: true })],
  'local-servers-allowed': [policy({}), policy({ isLocalDevMcpEnabled: false })],
  'plugin-uploads-allowed': [policy({}), policy({ userPluginUploadsEnabled: false })],
  'plugin-of-unknown-marketplace': [item({ kind: 'plugin', name: 'p@strange', at: 'plugins.p' }), item({ kind: 'plugin', name: 'p@claude-plugins-official', at: 'plugins.p' })],
  'marketplaces-not-limited': [managed({}), managed({ strictKnownMarketplaces: [] })],
  'server-unpinned': [item({ identity: 'unpinned' }), item({ identity: 'pinned' })],
  'server-secret-in-clear': [item({ marks: ['secret'] }), item({})],
  'project-servers-trusted': [settings({ enableAllProjectMcpServers: true }), settings({})],
  'skill-commands-run': [managed({}), managed({ disableSkillShellExecution: true })],
  'updates-off': [settings({ env: { DISABLE_AUTOUPDATER: '1' } }), settings({})],
  'secrets-with-extensions': [null, null],
  'managed-settings-missing': [{ platform: 'linux' }, managed({})],
  'version-old': [item({ kind: 'agent', name: 'Claude Code', version: '2.1.197' }), item({ kind: 'agent', name: 'Claude Code', version: '2.1.330' })],
  'permissions-bypassed': [settings({ permissions: { defaultMode: 'bypassPermissions' } }), settings({})],
  'bypass-not-forbidden': [managed({}), managed({ permissions: { disableBypassPermissionsMode: 'disable' } })],
  'hooks-disabled': [settings({ disableAllHooks: true }), settings({ disableAllHooks: false })],
  'own-hooks-allowed': [managed({}), managed({ allowManagedHooksOnly: true })],
  'foreign-hooks': [item({ kind: 'hook' }), settings({})],
  'tools-allowed-at-large': [settings({ permissions: { allow: ['mcp__mail'] } }), settings({ permissions: { allow: ['Bash(npm test)', 'mcp__mail__list'] } })],
  'folders-too-wide': [settings({ permissions: { additionalDirectories: ['/'] } }), settings({ permissions: { additionalDirectories: ['/srv/x'] } })],
  'sandbox-can-be-left': [managed({ sandbox: { enabled: true } }), managed({ sandbox: { enabled: true, allowUnsandboxedCommands: false } })],
  'transcripts-readable': [modes(0o755, 0o755), modes(0o755, 0o700)],
}; // prettier-ignore

describe('every posture check', () => {
  test('is declared once, and there are cases for each', () => {
    const codes = POSTURE_CHECKS.map(({ code }) => code);
    expect(codes.toSorted()).toEqual(Object.keys(CASES).toSorted());
    expect(codes.length).toBeGreaterThanOrEqual(20);
  });

  test.each(POSTURE_CHECKS.map((check) => [check.code, check] as const))('%s', (code, { look }) => {
    const [bad, good] = CASES[code] ?? [];
    const stateOf = (facts: Partial<PersonFacts> | null | undefined) =>
      facts ? look({ ...NOTHING, ...facts }).state : facts;
    // Where nothing was read nothing is called well.
    expect([stateOf({}), stateOf(bad), stateOf(good)]).toEqual([
      'unknown',
      bad === null ? null : 'finding',
      good === null ? null : 'ok',
    ]);
  });

  test('is described in the page for people', async () => {
    const rows = POSTURE_CHECKS.flatMap(({ code, what, why, fix, reads, admin }) => [
      `## ${what}`, '', `\`${code}\``, '', `- Why: ${why}`, `- What to do: ${fix}`, `- Read here: ${reads}`,
      `- An administrator looks at: ${admin}`, '',
    ]); // prettier-ignore
    const page = [
      '# How Cowork and the client are set up', '',
      'Written by `packages/device/src/inventory/posture/posture.test.ts` from the checks. `sallyport inventory --posture` asks each',
      'of every person’s files; a check is `ok` only where a file proves it, and `unknown` where no file of the device can tell.', '',
      `${POSTURE_CHECKS.length} checks. Names of Desktop’s own switches are observed, not documented, and may change with a version.`, '',
      ...rows,
    ].join('\n'); // prettier-ignore
    await expect(page).toMatchFileSnapshot(join(process.cwd(), 'docs/cowork-posture.md'));
  });
});

test.each([
  ['/home/ana', true], ['/home/ana/', true], ['/home', true], ['/', true], ['~', true], ['C:\\', true], ['/home/ana/x', false], ['/srv', false],
] as const)('%s is as wide as the home: %s', (folder, isWide) => {
  expect(isTooWide(folder, '/home/ana')).toBe(isWide);
}); // prettier-ignore
