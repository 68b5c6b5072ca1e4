/** Names of the plugin and of the marketplace around it; users and admins see them. */
export const PLUGIN_NAME = 'sallyport';
export const MARKETPLACE_NAME = 'sallyport-org';

/** The plugin's script, relative to its root. Not in `bin`, which the client puts on the agent's PATH. */
export const PLUGIN_SCRIPT = 'hooks/sallyport-hook';
export const PLUGIN_SCRIPT_MARK = '${CLAUDE_PLUGIN_ROOT}/' + PLUGIN_SCRIPT;

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/**
 * What the Cowork plugin runs for every event: it hands over to the hook script that `sallyport install` keeps on
 * this machine. INVARIANT: it trusts no variable, since a repository can set them: the home comes from the user
 * database, and a state folder elsewhere is written into the script. In the sandbox machine of a Cowork session
 * (`/sessions`, which only root can make elsewhere) there is no daemon to ask; the session counts as unverified
 * there rather than losing its tools. On any other machine without our script the entry's own mode decides.
 */
export const coworkHookScript = (stateFolder?: string): string => `#!/bin/sh
# Sallyport for Cowork: hands the hook's input to the guard on this machine. Written by \`sallyport install cowork\`.
# Usage: sallyport-hook EVENT open|closed [PROJECT_FOLDER [SECONDS]]
unset BASH_ENV ENV CDPATH
PATH=/usr/bin:/bin
export PATH
event=$1
mode=$2
state=${quoted(stateFolder ?? '')}
if [ -z "$state" ]; then
  user=$(id -un) || user=
  case $user in
    '' | *[!A-Za-z0-9._-]*) ;;
    *) eval "state=~$user/.sallyport" ;;
  esac
fi
if [ -n "$state" ] && [ -f "$state/hook/hook.sh" ]; then
  exec /bin/sh "$state/hook/hook.sh" "$event" "$mode" "$3" \${4:+"$4"}
fi
if [ "$mode" = closed ] && [ ! -d /sessions ]; then
  echo 'Sallyport is not installed on this machine, and policy stops this without it; tell the user to run: sallyport up' >&2
  exit 2
fi
exit 0
`;
