import { readFileSync } from 'node:fs';
import {
  askProvider,
  judgeCasesFile,
  measureJudge,
  readCases,
  readJudgeFile,
  type JudgeMeasure,
} from '@sallyport/device';
import type { Command } from 'commander';
import { define, failure, isFailure } from '../command.ts';
import { openState } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { plain, printLine, style, tell } from '../terminal.ts';

export function register(program: Command): Command {
  const judge = program
    .command('judge')
    .description('The model that answers the questions of rules; who is asked stands in `judge.yaml`');
  define<{ cases?: string }>(
    judge
      .command('measure')
      .description('Ask the configured judge about labelled cases, and say how often it is right')
      .option('--cases <file>', 'a JSON object a line; default those that ship with the product'),
    ['sallyport judge measure', 'sallyport judge measure --cases ./our-cases.jsonl --json | jq .precision'],
    async ({ json, cases: given }) => {
      const context = openState();
      if (isFailure(context)) return context;
      const { home, settings } = context;
      const file = readJudgeFile(home.judge, settings.tier);
      if (file.kind !== 'ok')
        return failure(
          file.kind === 'none'
            ? `no judge is configured; docs/judge.md says what ${home.judge} holds`
            : `${home.judge} is not usable: ${file.why}`,
        );
      let text: string;
      try {
        text = readFileSync(given ?? judgeCasesFile(), 'utf8');
      } catch (error) {
        return failure(
          `the cases can't be read: ${error instanceof Error ? error.message : String(error)}`,
          EXIT.usage,
        );
      }
      const read = readCases(text);
      if (!read.ok) return failure(`${given ?? 'the shipped cases'}: ${read.why}`, EXIT.usage);
      const by = `${file.settings.provider}/${file.settings.model}`;
      const measure = await measureJudge(
        read.cases,
        {
          ...file.settings,
          ask: askProvider({ ...file.settings, key: file.key }),
          by,
          now: () => new Date(),
          onCall: () => {},
        },
        (done) => {
          if (process.stderr.isTTY) tell(`asked ${done} of ${read.cases.length}`);
        },
      );
      const data = { by, ...ratesOf(measure), ...measure };
      if (!json) show(by, measure);
      return measure.unanswered === read.cases.length
        ? failure(`${by} answered none of ${read.cases.length} cases`, EXIT.unreachable)
        : { exit: EXIT.ok, data };
    },
  );
  return program;
}

function show(by: string, measure: JudgeMeasure): void {
  const { precision, recall, falseAlarms } = ratesOf(measure);
  for (const { id, label, said, why } of measure.cases)
    if (label !== said)
      printLine(
        `${style.yellow('differs')}  ${plain(id)}: a person says ${label}, it says ${plain(said)}  ${style.dim(plain(why))}`,
      );
  printLine(`${plain(by)} on ${measure.cases.length} cases, with 95 % Wilson intervals`);
  printLine(`  precision     ${shown(precision)}`);
  printLine(`  recall        ${shown(recall)}`);
  printLine(`  false alarms  ${shown(falseAlarms)}`);
  if (measure.unanswered > 0) printLine(`  not answered  ${measure.unanswered}`);
}

type Rate = { readonly hits: number; readonly of: number; readonly low: number; readonly high: number };

const ratesOf = ({ rightYes, wrongYes, missedYes, rightNo }: JudgeMeasure) => ({
  precision: rate(rightYes, rightYes + wrongYes),
  recall: rate(rightYes, rightYes + missedYes),
  falseAlarms: rate(wrongYes, wrongYes + rightNo),
});

/** With the bounds of its 95 % Wilson interval. */
function rate(hits: number, of: number): Rate {
  if (of === 0) return { hits, of, low: 0, high: 1 };
  const z = 1.959_963_985;
  const share = hits / of;
  const middle = share + (z * z) / (2 * of);
  const spread = z * Math.sqrt((share * (1 - share)) / of + (z * z) / (4 * of * of));
  const scale = 1 + (z * z) / of;
  return { hits, of, low: (middle - spread) / scale, high: (middle + spread) / scale };
}

const shown = ({ hits, of, low, high }: Rate): string =>
  `${of === 0 ? '   –' : (hits / of).toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]  ${hits}/${of}`;
