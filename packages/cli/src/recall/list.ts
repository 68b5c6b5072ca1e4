import type { Command } from 'commander';
import { define, isFailure } from '../command.ts';
import { openState } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { connect, refusal } from '../policy/connect.ts';
import { plain, printLine, style } from '../terminal.ts';

export const registerList = (recall: Command): Command =>
  define<object>(
    recall.command('list').description('The parts that nobody may use any more, since when, and why'),
    ['sallyport recall list', 'sallyport recall list --json | jq -r .items[].sha256'],
    async ({ json }) => {
      const context = openState();
      if (isFailure(context)) return context;
      const connected = connect(context);
      if (isFailure(connected)) return connected;
      const listed = await connected.client.recalls();
      if (!listed.ok) return refusal(listed);
      const { items } = listed.value;
      if (!json) {
        for (const { sha256, type, name, why, by, at } of items) {
          printLine(`${style.bold(sha256)}  ${plain([type, name].filter(Boolean).join(' ') || '-')}`);
          printLine(style.dim(`    ${plain([at, by, why].filter(Boolean).join('  '))}`));
        }
        if (items.length === 0) printLine('nothing is recalled');
      }
      return { exit: EXIT.ok, data: { items } };
    },
  );
