import type { LastResortTable } from './hook-entries.ts';

/** Names of the plugin and of the marketplace around it; users and admins see them. */
export const PLUGIN_NAME = 'sallyport';
export const MARKETPLACE_NAME = 'sallyport-org';

/** The plugin's script, relative to its root. */
export const PLUGIN_SCRIPT = 'bin/sallyport-hook';
export const PLUGIN_SCRIPT_MARK = '${CLAUDE_PLUGIN_ROOT}/' + PLUGIN_SCRIPT;

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** A `case` branch for the tools of one mode; none when there are no such tools. */
const branch = (table: LastResortTable, mode: 'open' | 'closed', result: string): string => {
  const tools = Object.keys(table.tools).filter((tool) => table.tools[tool] === mode);
  return tools.length === 0 ? '' : `  ${tools.map(quoted).join(' | ')}) ${result} ;;\n`;
};

/**
 * What the Cowork plugin runs for every event: it hands over to the hook script that `sallyport install` keeps on
 * this machine. INVARIANT: it trusts no variable, since a repository can set them: the home comes from the user
 * database, and a state folder elsewhere is written into the script. In the sandbox machine of a Cowork session
 * (`/sessions`, which only root can make elsewhere) there is no daemon to ask; the session counts as unverified
 * there rather than losing its tools. On any other machine without our script the last-resort table decides, by
 * the tool's name alone.
 */
export const coworkHookScript = (table: LastResortTable, stateFolder?: string): string => `#!/bin/sh
# Sallyport for Cowork: hands the hook's input to the guard on this machine. Written by \`sallyport install cowork\`.
unset BASH_ENV ENV CDPATH
PATH=/usr/bin:/bin LC_ALL=C
export PATH LC_ALL
event=$1
state=${quoted(stateFolder ?? '')}
if [ -z "$state" ]; then
  user=$(id -un) || user=
  case $user in
    '' | *[!A-Za-z0-9._-]*) ;;
    *) eval "state=~$user/.sallyport" ;;
  esac
fi
if [ -n "$state" ] && [ -f "$state/hook/hook.sh" ]; then
  exec /bin/sh "$state/hook/hook.sh" "$event"
fi
[ "$event" = PreToolUse ] || exit 0
if [ -d /sessions ]; then exit 0; fi
block() {
  echo 'Sallyport is not installed on this machine, and policy closes this tool without it; run \`sallyport up\`' >&2
  exit 2
}
# Everything before the tool's input is the client's own, and quotes inside its strings are escaped.
tool=$(tr -d '\\n' | sed -n 's/"tool_input".*//; s/.*"tool_name" *: *"\\([^"]*\\)".*/\\1/p')
case $tool in
${branch(table, 'closed', 'block')}${branch(table, 'open', 'exit 0')}  *) ${table.unknownTool === 'closed' ? 'block' : 'exit 0'} ;;
esac
`;
