import {
  askAgain,
  CONNECT_DEADLINE_SECONDS,
  DAEMON_DEADLINE_SECONDS,
  HEADER_WORDS,
  quoted,
  SCRIPT_ENDING,
  SCRIPT_OPENING,
} from '../hook-client/hook-script.ts';
import { USER_SOCKETS } from './machine-file.ts';

/**
 * The hook program of a managed machine, the same file for every user. It holds no secret and asks no offline
 * decider, which would run as the agent's user: while the guard is away the service manager keeps its port, so the
 * call waits in the queue, and after the deadline the last-resort table decides. The guard finds the call in the
 * queue when it is back, and writes down that nobody answered it.
 */
export const renderManagedHookScript = (curl: string, port: number): string => `${SCRIPT_OPENING}
HOME=/nonexistent
export HOME
# Each person has a socket of their own; somebody who is new here is known by the port, which takes longer.
url=http://127.0.0.1:${port}
set --
for each in ${USER_SOCKETS}/*.sock; do
  if [ -O "$each" ]; then url=http://localhost; set -- --unix-socket "$each"; break; fi
done
answer=$(${askForIt(curl)} \\
  -X POST -T - -H 'Expect:' -H 'Content-Type: application/json' ${HEADER_WORDS} -H "X-Project: $project" \\
  "$url/hook/$event\${hold:+?hold=$hold}")
${askAgain(askForIt(curl), '$url')}reply "$answer"
${SCRIPT_ENDING}`;

const askForIt = (curl: string): string =>
  `${quoted(curl)} -q -s --noproxy '*' --connect-timeout ${CONNECT_DEADLINE_SECONDS} --max-time ${DAEMON_DEADLINE_SECONDS} "$@"`;
