import { lookAtMachine } from '@sallyport/device';
import type { Command } from 'commander';
import { define, isFailure } from '../command.ts';
import { openState } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { ownProgram } from '../install-environment.ts';
import { plain, printLine, style } from '../terminal.ts';
import { VERSION } from '../version.ts';

const TIER_WORDS = {
  cooperative: 'guards against injected instructions and mistakes, not against hostile code of the same user',
  managed: 'guards against local tampering too',
};

/** Warnings that tell what the chain above does not: what there is beside it. */
const UNKNOWN_TO_GUARD: ReadonlySet<string> = new Set([
  'servers-not-behind-gateway',
  'inventory-old',
  'inventory-unread',
]);

export const register = (program: Command): Command =>
  define<object>(
    program
      .command('status')
      .description('The hook chain with its last proofs, the tier, the policy, the evidence'),
    ['sallyport status', 'sallyport status --json | jq .chain'],
    async ({ json }) => {
      const context = openState();
      if (isFailure(context)) return context;
      const { status, problems } = await lookAtMachine(context.home, context.settings, VERSION, ownProgram());
      if (!json) {
        for (const { id, ok, at, tool, status: proof, session, fix } of status.chain) {
          const mark = ok === true ? style.green('✓') : ok === false ? style.red('✗') : style.dim('·');
          const facts = [at, tool, proof, session === null ? null : `session ${session.slice(0, 8)}`].filter(
            (fact) => fact !== null,
          );
          printLine(`${mark} ${id.padEnd(17)} ${style.dim(plain(facts.join('  ')))}`);
          if (fix !== null) printLine(`    ${plain(fix)}`);
        }
        printLine(`tier      ${status.tier}: ${TIER_WORDS[status.tier]}`);
        printLine(
          `policy    ${plain(status.policy.version ?? 'none')}${status.policy.signed ? ' (signature holds)' : ''}`,
        );
        printLine(
          `evidence  ${status.spool.bytes} bytes, ${status.spool.pending} records not uploaded, ${status.spool.gaps} gaps`,
        );
        const told = problems.filter(({ code }) => UNKNOWN_TO_GUARD.has(code));
        for (const { text, fix } of told.flatMap(({ places }) => places))
          printLine(`${style.yellow('!')} ${plain(text)}; ${plain(fix)}`);
        printLine(`state     ${plain(status.home)}`);
      }
      const broken = status.chain.some(({ ok }) => ok === false);
      return { exit: broken ? EXIT.unhealthy : EXIT.ok, data: status };
    },
  );
