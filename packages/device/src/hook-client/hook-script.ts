import { PASSED_ON, SESSION_VARIABLE } from './hook-command.ts';

/**
 * The program that the client starts for each event. POSIX shell and curl, because starting Node for every tool
 * would cost sixty milliseconds where this costs six. In order: ask the daemon; if nobody listens, ask the
 * offline decider (a Node start, only then); if that fails too, do what the last-resort table said for this
 * entry when it was installed, and leave a line that becomes a gap record.
 *
 * INVARIANT: exit 0 with output only for an answer that carries our mark, so that a stranger's `{}` on the other
 * end is not an allow. curl streams its standard input (`-T -`) and does not touch it before it is connected,
 * which is what leaves the payload for the offline decider. The good path reads nothing of the payload itself.
 */
export const ANSWER_MARK = 'sallyport/1';

/** Our own refusal, with the tool's name where the payload was read: it goes into the script's line for a gap record. */
export const renderRefusal = (payload: string): string =>
  `${ANSWER_MARK} refused ${/"tool_name"\s*:\s*"([A-Za-z0-9._-]{1,100})"/.exec(payload)?.[1] ?? '-'}`;

/** Inside the client's own limit (20 s on the shortest entry that can block), so that we and not the client decide. */
export const DAEMON_DEADLINE_SECONDS = 10;
export const CONNECT_DEADLINE_SECONDS = 2;
/** A decision offline takes a third of a second; with the daemon's deadline this still ends before the client's. */
const OFFLINE_DEADLINE_SECONDS = 6;

/** `AI_AGENT` travels as `X-AI-AGENT`. */
export const headerOf = (variable: string): string => `X-${variable.replaceAll('_', '-')}`;

export const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

const VARIABLES = PASSED_ON.map((name) => `"$${name}"`).join(' ');
export const HEADER_WORDS = PASSED_ON.map((name) => `-H "${headerOf(name)}: $${name}"`).join(' ');

/** How every form of the script begins: what the client and its environment say, made harmless. */
export const SCRIPT_OPENING = `#!/bin/sh
# Sallyport's hook, written by \`sallyport install\`; \`sallyport uninstall\` removes it. Usage: hook.sh EVENT open|closed [PROJECT_FOLDER [SECONDS]]
event=$1
mode=$2
project=$3
# How long the client lets this wait for people. An entry of an earlier install says nothing, and is not held.
hold=$4
case $hold in *[!0-9]*) hold= ;; esac
waited=
# These come from an environment that a repository can write, and go into header lines and a command line.
for value in ${VARIABLES}; do
  case $value in *[!A-Za-z0-9._-]*) unset ${PASSED_ON.join(' ')} ;; esac
  [ \${#value} -le 100 ] || unset ${PASSED_ON.join(' ')}
done
# A folder's name goes into a header line; one with control characters, or one the client did not fill in, is left out.
case $project in /*) ;; *) project= ;; esac
case $project in *[[:cntrl:]]*) project= ;; esac
reply() {
  case $1 in
    '${ANSWER_MARK} 0') exit 0 ;;
    '${ANSWER_MARK} 0
'*) printf '%s' "\${1#*
}"; exit 0 ;;
    '${ANSWER_MARK} 2
'*) printf '%s\\n' "\${1#*
}" >&2; exit 2 ;;
  esac
}
`;

/**
 * Behind the first answer: people are being asked, so the same question again until somebody has decided. Each round
 * has the deadline of any call. INVARIANT: once a guard has said `wait`, nothing but an answer lets the tool go.
 */
export const askAgain = (curl: string, url: string): string => `rounds=0
while [ "$rounds" -lt 20 ]; do
  case $answer in '${ANSWER_MARK} wait '*) ;; *) break ;; esac
  waited=1
  mode=closed
  held=\${answer#*wait }
  case $held in *[!0-9a-f]*) break ;; esac
  rounds=$((rounds + 1))
  answer=$(${curl} \\
    -X POST -d '' "${url}/held/$held")
  status=$?
done
`;

/** And how it ends when nobody decided. */
export const SCRIPT_ENDING = `if [ "$mode" = closed ]; then
  printf '%s\\n' "Sallyport could not decide about this action, and policy says to stop it then. Do not work around this; tell the user to run: sallyport doctor" >&2
  exit 2
fi
exit 0
`;

export function renderHookScript(files: {
  curl: string;
  node: string;
  socket: string;
  tokenHeader: string;
  offlineDecider: string;
  stateHome: string;
  userHome: string;
  gaps: string;
  stops: string;
  deadlineSeconds?: number;
}): string {
  const curl = `${quoted(files.curl)} -q -s --noproxy '*' --connect-timeout ${CONNECT_DEADLINE_SECONDS} --max-time ${files.deadlineSeconds ?? DAEMON_DEADLINE_SECONDS} --unix-socket ${quoted(files.socket)} -H @${quoted(files.tokenHeader)}`;
  return `${SCRIPT_OPENING}HOME=${quoted(files.userHome)}
export HOME
# This one goes into a line of text only.
session=\${${SESSION_VARIABLE}:--}
case $session in *[!A-Za-z0-9._-]*) session=- ;; esac
answer=$(${curl} \\
  -X POST -T - -H 'Expect:' -H 'Content-Type: application/json' ${HEADER_WORDS} -H "X-Project: $project" \\
  "http://localhost/hook/$event\${hold:+?hold=$hold}")
status=$?
${askAgain(curl, 'http://localhost')}reply "$answer"
# 7: nobody listens. 26: the token file can't be read, found before the payload is.
if [ -z "$waited" ] && { [ "$status" = 7 ] || [ "$status" = 26 ]; }; then
  # The limit is the kernel's, in seconds of processor time: a loop inside can't outlast it.
  answer=$(ulimit -c 0; ulimit -t ${OFFLINE_DEADLINE_SECONDS}; exec ${quoted(files.node)} ${quoted(files.offlineDecider)} ${quoted(files.stateHome)} "$event" "$project" ${VARIABLES} 2>/dev/null)
  reply "$answer"
fi
# For the record, a claim each: what a refusal of ours names, or what is still there of a payload that nobody took.
# One read, so that this waits for nothing; /bin/dd, because some shells look for programs in the current folder.
claim=
case $answer in
  '${ANSWER_MARK} refused '*) claim=\${answer#*refused } ;;
  *) case $status in
    7|26|126|127) claim=$(/bin/dd bs=8192 count=1 2>/dev/null)
      case $claim in *'"tool_name":"'*) claim=\${claim#*'"tool_name":"'} ;; *) claim= ;; esac ;;
  esac ;;
esac
claim=\${claim%%[!A-Za-z0-9._-]*}
[ \${#claim} -le 100 ] || claim=
printf '%s %s curl-%s %s %s\\n' "$event" "$mode" "$status" "\${claim:--}" "$session" >>${quoted(files.gaps)} 2>/dev/null
# The client keeps what nobody looked at in the conversation: whoever answers the next prompt has to know.
if [ "$event $mode" = 'PostToolBatch closed' ]; then
  printf '%s %s\\n' "$session" "$(/bin/date +%s)" >>${quoted(files.stops)} 2>/dev/null
fi
${SCRIPT_ENDING}`;
}
