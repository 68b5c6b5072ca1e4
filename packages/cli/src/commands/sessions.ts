import { SessionId } from '@sallyport/action-model';
import { labelledSessions, releaseLabels, releaseSession, stoppedSessions } from '@sallyport/device';
import type { Command } from 'commander';
import { define, failure, isFailure } from '../command.ts';
import { openState } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { plain, printLine, style } from '../terminal.ts';

export function register(program: Command): Command {
  const sessions = program
    .command('sessions')
    .description('Conversations that were stopped because they hold output that must not reach the model');

  define<object>(
    sessions.command('list').description('Those that can not go on, and why'),
    ['sallyport sessions list', 'sallyport sessions list --json | jq -r .[].session'],
    async ({ json }) => {
      const context = openState();
      if (isFailure(context)) return context;
      const stopped = stoppedSessions(context.home);
      if (!json) {
        for (const { session, agent, user, at, reason } of stopped)
          printLine(
            [
              style.bold(plain(session)),
              ...(agent === undefined ? [] : [`agent ${plain(agent)}`]),
              plain(user ?? '-'),
              at ?? '-',
              plain(`${reason.policy}/${reason.rule}`),
            ].join('  '),
          );
        if (stopped.length === 0) printLine('no conversation is stopped');
      }
      return { exit: EXIT.ok, data: stopped };
    },
  );

  define<object>(
    sessions.command('labels').description('Sessions that have been through something, and what'),
    ['sallyport sessions labels', 'sallyport sessions labels --json | jq -r .[].session'],
    async ({ json }) => {
      const context = openState();
      if (isFailure(context)) return context;
      const labelled = labelledSessions(context.home).map(({ session, user, labels, folder, heardMs }) => ({
        session,
        user: user ?? null,
        labels,
        folder: folder ?? null,
        heardAt: new Date(heardMs).toISOString(),
      }));
      if (!json) {
        for (const { session, user, labels, heardAt } of labelled)
          printLine(
            [style.bold(plain(session)), plain(user ?? '-'), heardAt, labels.map(plain).join(' ')].join('  '),
          );
        if (labelled.length === 0) printLine('no session is labelled');
      }
      return { exit: EXIT.ok, data: labelled };
    },
  );

  define<{ reason?: string; labels?: boolean }>(
    sessions
      .command('release')
      .argument('<session>', 'the id that `sallyport sessions list` shows')
      .option('--labels', 'take off what the session has been through, instead of a stop')
      .option('--reason <text>', 'why what it holds may reach the model; goes into the evidence')
      .description('Let a stopped conversation go on after a person has looked; it is recorded'),
    [
      'sallyport sessions release 6c0e6f6a-2e1a-4f0b-9a5e-5f1f0a3c9d11 --reason "the token of a test fixture"',
      'sallyport sessions release 6c0e6f6a-2e1a-4f0b-9a5e-5f1f0a3c9d11 --reason "rotated" --json',
    ],
    async ({ json, reason, labels }, word) => {
      const context = openState();
      if (isFailure(context)) return context;
      const session = SessionId.safeParse(word);
      if (!session.success) return failure(`\`${word ?? ''}\` is not the id of a session`, EXIT.usage);
      const why = reason?.trim() ?? '';
      if (why === '' || why.length > 1000)
        return failure('say why with `--reason`, in up to 1000 characters', EXIT.usage);
      if (labels === true) {
        const taken = releaseLabels(context.home, session.data, why, context.settings.tier);
        if (taken === 0)
          return failure(`\`${session.data}\` has no labels; \`sallyport sessions labels\` shows which have`);
        if (!json) printLine(`\`${plain(session.data)}\` has no labels any more; this is on record`);
        return { exit: EXIT.ok, data: { session: session.data, labels: taken } };
      }
      const released = releaseSession(context.home, session.data, why, context.settings.tier);
      if (released === 0)
        return failure(`\`${session.data}\` is not stopped; \`sallyport sessions list\` shows what is`);
      if (!json) printLine(`\`${plain(session.data)}\` may go on from its next prompt; this is on record`);
      return { exit: EXIT.ok, data: { session: session.data, released } };
    },
  );
  return sessions;
}
