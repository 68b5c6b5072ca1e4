import { CHROME_EXTENSION } from '../store-places.ts';
import {
  at, desktopKey, desktopSwitch, isTooWide, itemPlaces, settingsWhere, stringsOf,
} from './look-up.ts'; // prettier-ignore
import { unknown, verdict, type PostureCheck } from './posture-check.ts';

const CONSOLE = 'admin console, Organization settings > Cowork';
const POLICY_FILE = 'Claude-3p/configLibrary (third-party mode)';
const CONFIG = 'claude_desktop_config.json';

/** What Cowork and Claude Desktop may reach and do by themselves. */
export const COWORK_CHECKS: readonly PostureCheck[] = [
  {
    code: 'cowork-folder-too-wide',
    what: 'No Cowork session was given the home folder, what lies above it, or a whole disk',
    why: 'An instruction hidden in one document reaches every key, mail and browser profile of the person.',
    fix: 'Make a folder for each task and give that; end the sessions that were given more.',
    reads: 'local-agent-mode-sessions/*/*/local_*.json, localAgentModeTrustedFolders',
    admin: 'Compliance API, local sessions',
    look: ({ sessions, desktop, userHome }) => {
      const trusted = desktop.map(({ path, value }) => ({
        path,
        folders: stringsOf(at(value, 'preferences.localAgentModeTrustedFolders')),
      }));
      return verdict(
        [...sessions, ...trusted].flatMap(({ path, folders }) =>
          folders.filter((folder) => isTooWide(folder, userHome)).map((folder) => ({ path, text: `\`${folder}\` is given` })),
        ),
        [...sessions, ...trusted.filter(({ folders }) => folders.length > 0)].map(({ path }) => path).slice(0, 3),
        'no session of Cowork was found',
      );
    },
  },
  {
    code: 'workspace-folders-not-limited',
    what: 'Only folders that an administrator named can be given to Cowork',
    why: 'Without a list every person decides alone what an agent may open.',
    fix: 'Set `allowedWorkspaceFolders` to folders below the home.',
    reads: POLICY_FILE,
    admin: 'device profile, `allowedWorkspaceFolders`',
    look: (facts) =>
      desktopKey(facts, 'allowedWorkspaceFolders', (value) => {
        if (!Array.isArray(value)) return '`allowedWorkspaceFolders` is not set';
        const wide = value.map((one: unknown) => String(at(one, 'path') ?? one)).find((one) => isTooWide(one, facts.userHome));
        return wide === undefined ? undefined : `\`${wide}\` is as good as no limit`;
      }),
  },
  {
    code: 'acts-without-asking',
    what: 'Cowork can not be switched to act without asking',
    why: 'Then no person stands between a hidden instruction and what it sends or deletes.',
    fix: 'Set `autoModeEnabled` to false, and turn “Automatically approve” off.',
    reads: POLICY_FILE,
    admin: `${CONSOLE} > Automatically approve; Compliance API org_cowork_act_without_asking_mode_*`,
    look: (facts) =>
      desktopKey(facts, 'autoModeEnabled', (value) => (value === false ? undefined : '`autoModeEnabled` is not false')),
  },
  {
    code: 'always-allow-kept',
    what: '“Always allow” for connector tools does not last',
    why: 'One tired click lets a tool send or change things for ever.',
    fix: 'Set `mcpPersistentAlwaysAllowEnabled` to false.',
    reads: POLICY_FILE,
    admin: `${CONSOLE} > Always allow; Compliance API org_cowork_mcp_always_allow_*`,
    look: (facts) =>
      desktopKey(facts, 'mcpPersistentAlwaysAllowEnabled', (value) =>
        value === false ? undefined : '`mcpPersistentAlwaysAllowEnabled` is not false'),
  },
  {
    code: 'scheduled-tasks-act',
    what: 'No scheduled task sends or changes anything',
    why: 'It runs while nobody looks, on content that strangers may have written by then.',
    fix: 'Let the task prepare a draft, and a person send it.',
    reads: 'scheduled-tasks/*/SKILL.md',
    admin: 'Cowork > Scheduled; tasks in the cloud are seen nowhere on the device',
    look: ({ items }) => {
      const tasks = items.filter(({ kind, content }) => kind === 'scheduled-task' && content !== undefined);
      return verdict(
        itemPlaces(tasks.filter(({ marks }) => marks?.includes('acts')), ({ name }) => `\`${name}\` is told to send or change something`),
        tasks.map(({ path }) => path),
        'no scheduled task was found here; those in the cloud leave no file',
      );
    },
  },
  {
    code: 'scheduled-tasks-on',
    what: 'Scheduled tasks of Cowork are off where nobody needs them',
    why: 'A schedule is a way for one bad session to come back.',
    fix: 'Turn scheduled tasks off in Desktop’s settings, or review each.',
    reads: CONFIG,
    admin: CONSOLE,
    look: (facts) => desktopSwitch(facts, 'preferences.coworkScheduledTasksEnabled', 'scheduled tasks are on'),
  },
  {
    code: 'browser-acts-on-all-sites',
    what: 'Browser actions are asked about site by site',
    why: 'An agent with every signed-in page can act as the person anywhere.',
    fix: 'Turn off “allow all browser actions”; grant single sites.',
    reads: CONFIG,
    admin: 'admin console, Organization settings > Claude in Chrome',
    look: (facts) => desktopSwitch(facts, 'preferences.allowAllBrowserActions', 'all sites are allowed without asking'),
  },
  {
    code: 'browser-sites-not-limited',
    what: 'Chrome keeps the extension from sites that an administrator names',
    why: 'Banking, identity and admin pages should not be open to an agent whatever a person clicks.',
    fix: '`sallyport export chrome-policy` prints the policy; install it.',
    reads: 'Chrome’s managed policies (Linux)',
    admin: 'chrome://policy; admin console > Claude in Chrome > blocklist. What a person granted lies in the browser’s own store',
    look: ({ chromePolicies, hasChromeExtension }) => {
      if (!hasChromeExtension) return unknown('the extension was not found in a profile of Chrome');
      const limits = chromePolicies.filter(({ value }) => {
        const own = at(at(value, 'ExtensionSettings'), CHROME_EXTENSION);
        return at(own, 'installation_mode') === 'blocked' || stringsOf(at(own, 'runtime_blocked_hosts')).length > 0;
      });
      if (limits.length > 0) return { state: 'ok', read: limits.map(({ path }) => path) };
      return chromePolicies.length === 0
        ? unknown('no policy of Chrome was read')
        : { state: 'finding', places: chromePolicies.map(({ path }) => ({ path, text: 'no sites are kept from the extension' })) };
    },
  },
  {
    code: 'browser-sensitive-sites',
    what: 'No banking, identity or administration site is granted to the extension',
    why: 'What an agent does there can not be taken back.',
    fix: 'Take the grants back in the extension’s settings; block the sites by policy.',
    reads: 'nothing: the extension keeps grants in a database of its own',
    admin: 'the extension’s settings; admin console > Claude in Chrome',
    look: () => unknown('grants of single sites lie in a database of the browser, which is not read'),
  },
  {
    code: 'computer-use-on',
    what: 'The screen, keyboard and mouse are not given to an agent',
    why: 'On the screen no policy sees what is clicked, and every open program is within reach.',
    fix: 'Turn computer use off in Desktop’s settings, or put it into `disabledBuiltinTools`.',
    reads: `${CONFIG}, ${POLICY_FILE}`,
    admin: 'Desktop > Settings > Computer use; admin console',
    look: (facts) => desktopSwitch(facts, 'preferences.chicagoEnabled', 'computer use is on'),
  },
  {
    code: 'remote-control-on',
    what: 'No session of this device can be steered from elsewhere',
    why: 'Whoever has the account from anywhere gives orders on this machine.',
    fix: 'Set `disableRemoteControl` in managed settings; turn Dispatch off in Desktop.',
    reads: `settings.json, .claude.json, ${CONFIG}`,
    admin: 'Desktop > Settings > Dispatch',
    look: ({ items, settings, desktop, clientState }) =>
      verdict(
        itemPlaces(items.filter(({ kind }) => kind === 'remote-control'), ({ name }) => name),
        settings.filter(({ value, scope }) => scope === 'managed' && at(value, 'disableRemoteControl') === true).map(({ path }) => path),
        [...settings, ...desktop, ...(clientState ? [clientState] : [])].length === 0
          ? 'no settings were read'
          : 'no file switches it on, and no managed setting forbids it',
      ),
  },
  {
    code: 'cloud-sessions-not-covered',
    what: 'Sessions in the vendor’s cloud are covered by something',
    why: 'They run without this device, and so without its hooks; scheduled tasks usually run there.',
    fix: 'Turn “Run Cowork in the cloud” off, or cover it by inference hooks, telemetry and the compliance API.',
    reads: 'nothing: cloud sessions leave no file on a device',
    admin: `${CONSOLE} > Run in the cloud; inference hooks`,
    look: () => unknown('sessions in the cloud leave nothing on a device'),
  },
  {
    code: 'cowork-egress-open',
    what: 'Commands of Cowork reach named hosts only',
    why: 'With every host open, what was read can be sent anywhere.',
    fix: 'Name the hosts in `coworkEgressAllowedHosts`; never `*`.',
    reads: POLICY_FILE,
    admin: 'admin console, Capabilities > Code execution',
    look: (facts) =>
      desktopKey(facts, 'coworkEgressAllowedHosts', (value) =>
        stringsOf(value).includes('*') ? '`coworkEgressAllowedHosts` holds `*`' : undefined),
  },
  {
    code: 'sandbox-egress-open',
    what: 'Commands in the client’s sandbox reach named hosts only',
    why: 'With every host open, what was read can be sent anywhere.',
    fix: 'Take `*` out of `sandbox.network.allowedDomains`.',
    reads: 'settings.json of every level',
    admin: 'managed settings',
    look: (facts) =>
      settingsWhere(facts, (value) => stringsOf(value).includes('*'), 'sandbox.network.allowedDomains', 'every host is allowed'),
  },
  {
    code: 'telemetry-missing',
    what: 'What agents do is reported somewhere',
    why: 'It is the only sight of sessions whose hooks did not run.',
    fix: 'Set `otlpEndpoint` for Desktop, `OTEL_EXPORTER_OTLP_ENDPOINT` in managed settings for the client.',
    reads: `${POLICY_FILE}, settings.json`,
    admin: `${CONSOLE} > OpenTelemetry`,
    look: ({ desktopPolicy, settings }) => {
      const said = [
        ...(desktopPolicy && typeof at(desktopPolicy.value, 'otlpEndpoint') === 'string' ? [desktopPolicy.path] : []),
        ...settings.filter(({ value }) => typeof at(value, 'env.OTEL_EXPORTER_OTLP_ENDPOINT') === 'string').map(({ path }) => path),
      ];
      if (said.length > 0) return { state: 'ok', read: said };
      return desktopPolicy === undefined
        ? unknown('no file names an endpoint; the organisation’s may be set in the console')
        : { state: 'finding', places: [{ path: desktopPolicy.path, text: '`otlpEndpoint` is not set' }] };
    },
  },
]; // prettier-ignore
