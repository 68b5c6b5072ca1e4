/**
 * What the product does about each bullet of the secure defaults: rules that decide, keys of other programs that packs
 * export, what is looked at, and what only the company can do. The page is made from this table; a name in it that does
 * not exist fails the test.
 */
export type Row = {
  readonly bullet: string;
  /** The loosest pack that keeps it; the stricter ones keep it too. */
  readonly pack: 'individual' | 'company' | 'high-risk';
  /** `policy/rule` in force with that pack. */
  readonly rules: readonly string[];
  /** Dotted keys: `managed-settings:`, `desktop:` or `chrome:` and the key. */
  readonly exports: readonly string[];
  /** What the device looks at by itself. */
  readonly check?: string;
  /** What cannot be enforced here. */
  readonly companion?: string;
};

/** The bullets, in the order of the requirement. A row for each has to be below. */
export const BULLETS = [
  'scoped folder',
  'ask before acting',
  'no schedules that send or modify',
  'app blocks',
  'review of outputs',
  'default-off rollout',
  'egress through the proxy',
  'custom CA only on managed devices',
  'dynamic rules for uploads',
  'dynamic rules for sends',
  'dynamic rules for sharing',
  'dynamic rules for credentials',
  'dynamic rules for admin',
  'dynamic rules for paste flows',
  'dynamic rules for injection flows',
  'curated plugins',
  'scoped web search',
  'telemetry',
  'exclusions',
  'dedicated machine',
  'test tenants',
  'external approval for export',
  'external approval for send',
  'external approval for purchase',
  'external approval for account',
  'external approval for deletion',
  'external approval for production',
  'DLP',
  'revocation drills',
] as const;

export const ROWS: readonly Row[] = [
  {
    bullet: 'scoped folder',
    pack: 'individual',
    rules: [
      'destruction/documents',
      'destruction/home-outside-the-project',
      'credentials/ssh-keys',
      'credentials/cloud',
    ],
    exports: ['managed-settings:permissions.deny', 'managed-settings:sandbox.filesystem.denyRead'],
    companion:
      'the folder is the one that the client was started in; the client itself asks before its file tools leave it',
  },
  {
    bullet: 'scoped folder',
    pack: 'company',
    rules: ['workspace/changes-outside', 'workspace/private-folders', 'workspace/homes-of-others'],
    exports: ['managed-settings:sandbox.enabled'],
    companion:
      "Claude Desktop's folders (`allowedWorkspaceFolders`) are the company's to name: `export mobileconfig --workspace`",
  },
  {
    bullet: 'ask before acting',
    pack: 'individual',
    rules: ['destruction/documents', 'remote-loss/cloud-resources', 'exfiltration/drop-sites'],
    exports: [],
    companion:
      "for everything else the client's own question stands: nothing here answers it in the person's place",
  },
  {
    bullet: 'ask before acting',
    pack: 'company',
    rules: [
      'external-effects/messages',
      'external-effects/sharing',
      'external-effects/grants',
      'external-effects/publishing',
      'external-effects/production',
      'connectors/sending-approve',
      'connectors/money-and-accounts-approve',
      'connectors/deleting-approve',
    ],
    exports: ['managed-settings:permissions.disableBypassPermissionsMode'],
  },
  {
    bullet: 'no schedules that send or modify',
    pack: 'individual',
    rules: ['unattended/new-schedules', 'unattended/messages-alone', 'unattended/sends-alone'],
    exports: [],
    companion:
      'tasks that run in the cloud meet no device; switch them off, or route them through a relay, in the admin console',
  },
  {
    bullet: 'no schedules that send or modify',
    pack: 'company',
    rules: [
      'unattended-changes/acts-alone-by-tool',
      'unattended-changes/changes-alone',
      'unattended-changes/commands-alone',
      'connectors/runs-in-the-cloud-block',
    ],
    exports: ['managed-settings:disableRemoteControl'],
  },
  {
    bullet: 'app blocks',
    pack: 'individual',
    rules: ['apps/forbidden', 'apps/machine', 'apps/people-and-law', 'apps/messaging', 'apps/unknown'],
    exports: [],
    companion:
      'a click does not say in which application it is, so the rules hold where one is asked for, opened or named',
  },
  {
    bullet: 'review of outputs',
    pack: 'individual',
    rules: ['findings-content/instructions-in-results', 'findings-content/many-people-in-results'],
    exports: [],
    companion: 'whether a text is right is for the person to read',
  },
  {
    bullet: 'review of outputs',
    pack: 'company',
    rules: [
      'outgoing-content/after-foreign-content',
      'outgoing-content/numbers-in-messages',
      'outgoing-content/many-people',
    ],
    exports: [],
  },
  {
    bullet: 'default-off rollout',
    pack: 'company',
    rules: ['connectors/screen-control-block', 'connectors/runs-in-the-cloud-block'],
    exports: ['managed-settings:allowedMcpServers', 'managed-settings:strictKnownMarketplaces'],
    companion:
      'switches of the admin console (Cowork, Claude in Chrome, connectors) are set there, group by group',
  },
  {
    bullet: 'egress through the proxy',
    pack: 'company',
    rules: ['destinations/to-paste-sites', 'external-effects/uploads-to-new-places'],
    exports: ['managed-settings:env.HTTPS_PROXY'],
    companion: 'a firewall has to close the way around the proxy; what runs in the cloud leaves from there',
  },
  {
    bullet: 'custom CA only on managed devices',
    pack: 'company',
    rules: ['posture/unmanaged-machine'],
    exports: ['managed-settings:env.NODE_EXTRA_CA_CERTS'],
    check: '`export managed-settings --ca` refuses the pack `individual`',
    companion: 'device management gives out the certificate',
  },
  {
    bullet: 'dynamic rules for uploads',
    pack: 'company',
    rules: [
      'external-effects/uploads-to-new-places',
      'external-effects/uploads-to-unknown-pages',
      'session-flows/foreign-content-then-upload',
      'session-flows/sensitive-then-out',
      'destinations/to-file-shares',
      'destinations/unknown-after-foreign-content',
    ],
    exports: [],
  },
  {
    bullet: 'dynamic rules for sends',
    pack: 'company',
    rules: [
      'session-flows/foreign-content-then-message',
      'session-flows/secret-then-out',
      'session-flows/many-sends',
    ],
    exports: [],
  },
  {
    bullet: 'dynamic rules for sharing',
    pack: 'company',
    rules: ['external-effects/sharing', 'connectors/sharing-approve', 'session-flows/off-the-task'],
    exports: [],
  },
  {
    bullet: 'dynamic rules for credentials',
    pack: 'company',
    rules: [
      'session-flows/typed-secrets',
      'session-flows/carries-a-secret',
      'session-flows/secret-then-out-by-command',
    ],
    exports: ['managed-settings:permissions.deny'],
  },
  {
    bullet: 'dynamic rules for admin',
    pack: 'company',
    rules: ['destinations/sign-in-and-admin-pages', 'destinations/mail-and-admin-alone', 'apps/machine'],
    exports: [],
  },
  {
    bullet: 'dynamic rules for paste flows',
    pack: 'company',
    rules: [
      'destinations/paste-and-ai-pages',
      'destinations/to-paste-sites',
      'session-flows/pasted-instructions',
    ],
    exports: ['chrome:ExtensionSettings'],
    companion: 'what a person pastes into a page themselves meets no hook',
  },
  {
    bullet: 'dynamic rules for injection flows',
    pack: 'company',
    rules: [
      'session-flows/foreign-content-then-upload',
      'session-flows/foreign-content-then-message',
      'session-flows/carries-a-file',
      'session-flows/screen-after-refusal',
      'components/installs-after-foreign-content',
    ],
    exports: [],
  },
  {
    bullet: 'curated plugins',
    pack: 'company',
    rules: [
      'components/installs',
      'components/bad-parts',
      'components/unapproved-parts',
      'components/servers-by-command',
    ],
    exports: [
      'managed-settings:strictKnownMarketplaces',
      'managed-settings:allowedMcpServers',
      'managed-settings:allowManagedMcpServersOnly',
      'managed-settings:disableCommandPluginSources',
      'desktop:isDesktopExtensionDirectoryEnabled',
    ],
  },
  {
    bullet: 'scoped web search',
    pack: 'company',
    rules: ['outgoing-content/secrets-in-searches', 'outgoing-content/people-in-searches'],
    exports: [],
    companion:
      'a search is carried out by the vendor; whether there is one at all is a switch of the admin console',
  },
  {
    bullet: 'telemetry',
    pack: 'company',
    rules: [],
    exports: [
      'managed-settings:env.CLAUDE_CODE_ENABLE_TELEMETRY',
      'managed-settings:env.OTEL_EXPORTER_OTLP_ENDPOINT',
    ],
    check: 'every decision is on record in the chain; `status` says which sessions went round the hook',
    companion: "Cowork's own telemetry is set in the admin console",
  },
  {
    bullet: 'exclusions',
    pack: 'individual',
    rules: ['credentials/environment-files', 'credentials/browsers'],
    exports: ['managed-settings:permissions.deny'],
  },
  {
    bullet: 'exclusions',
    pack: 'company',
    rules: ['workspace/private-folders'],
    exports: [],
    companion: 'people and data that are to stay out altogether are kept out by roles in the admin console',
  },
  {
    bullet: 'dedicated machine',
    pack: 'high-risk',
    rules: [
      'dedicated-machine/managed-only',
      'dedicated-machine/reads-outside',
      'dedicated-machine/screen-control',
    ],
    exports: ['managed-settings:sandbox.failIfUnavailable', 'desktop:isLocalDevMcpEnabled'],
    companion: 'that nothing else is on the machine is for whoever hands it out',
  },
  {
    bullet: 'test tenants',
    pack: 'high-risk',
    rules: ['dedicated-machine/production-tenants'],
    exports: ['managed-settings:sandbox.network.allowManagedDomainsOnly'],
    companion: 'which tenants are for tests only the company knows; give the machine accounts of those alone',
  },
  {
    bullet: 'external approval for export',
    pack: 'high-risk',
    rules: ['external-approval/exports'],
    exports: [],
  },
  {
    bullet: 'external approval for send',
    pack: 'high-risk',
    rules: ['external-approval/sends', 'external-approval/acts-by-tool'],
    exports: [],
  },
  {
    bullet: 'external approval for purchase',
    pack: 'high-risk',
    rules: ['external-approval/money-and-accounts-by-tool'],
    exports: [],
    companion: 'a purchase on a page is one more click; keep payment data off the machine',
  },
  {
    bullet: 'external approval for account',
    pack: 'high-risk',
    rules: ['external-approval/money-and-accounts-by-tool'],
    exports: [],
  },
  {
    bullet: 'external approval for deletion',
    pack: 'high-risk',
    rules: ['external-approval/deletion-by-tool', 'external-approval/deletion-outside'],
    exports: [],
  },
  {
    bullet: 'external approval for production',
    pack: 'high-risk',
    rules: ['external-approval/production'],
    exports: [],
  },
  {
    bullet: 'DLP',
    pack: 'high-risk',
    rules: [
      'regulated-content/numbers-in-results',
      'regulated-content/people-out',
      'regulated-content/people-out-by-tool',
      'regulated-content/after-sensitive-data',
    ],
    exports: [],
    companion: 'pictures and what a person types elsewhere need the data loss prevention of the device',
  },
  {
    bullet: 'revocation drills',
    pack: 'high-risk',
    rules: [],
    exports: [],
    check: '`policy rollback` and `device` take a policy and a device out of force and record who did it',
    companion:
      'sessions, keys and connectors are revoked in the admin console; practise it every quarter, with the time it took',
  },
];

export const secureDefaultsPage = (): string => `# Secure defaults
What the packs do about each bullet of the secure defaults, and what they leave to others. Stricter packs keep what looser ones
keep: \`high-risk\` adds to \`company\`, and that to \`individual\`. This page is made from \`test/repository/secure-defaults.ts\`;
a bullet without a row, or a rule or a key that does not exist, fails the build.

| bullet | from pack | rules | exported to other programs | looked at | not enforced here: companion control |
|---|---|---|---|---|---|
${ROWS.map(({ bullet, pack, rules, exports, check, companion }) => `| ${bullet} | \`${pack}\` | ${codes(rules)} | ${codes(exports)} | ${check ?? ''} | ${companion ?? ''} |\n`).join('')}`;

const codes = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');
