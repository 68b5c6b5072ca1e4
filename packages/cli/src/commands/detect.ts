import type { Detection, TextRole } from '@sallyport/detectors';
import { Option, type Command } from 'commander';
import { answerLines } from '../answer-lines.ts';
import { define, failure } from '../command.ts';
import { answerText, detectLine, TEXT_ROLES } from '../detect-line.ts';
import { excerptLines } from '../excerpt/excerpt-lines.ts';
import { excerptOf } from '../excerpt/excerpt.ts';
import { unite } from '../excerpt/mask.ts';
import { placesIn } from '../excerpt/text-places.ts';
import { EXIT } from '../exit-code.ts';
import { MAX_LINE_UNITS, readAll } from '../read-lines.ts';
import { outputColumns, plain, printLine, style } from '../terminal.ts';

type Options = { ndjson: boolean; role: TextRole };

export const register = (program: Command): Command =>
  define<Options>(
    program
      .command('detect')
      .description(
        'What the detectors find in a text from standard input: secrets, personal data, injections, commands; no daemon is needed',
      )
      .addOption(
        new Option('--role <role>', 'where the text comes from; in a batch, for lines that do not say')
          .choices(TEXT_ROLES)
          .default('tool-result'),
      )
      .option(
        '--ndjson',
        'a batch: `{"id","text","role"}` a line in, one answer a line out, in order; a bad line gives an `error` in its place',
        false,
      ),
    [
      'sallyport detect --role prompt <message.txt',
      'git diff | sallyport detect --role file --json | jq .findings',
      `echo '{"id":1,"text":"ssn: 078-05-1120","role":"tool-result"}' | sallyport detect --ndjson`,
    ],
    async (options) => {
      if (options.ndjson) {
        await answerLines((line) => detectLine(line, options.role));
        return { exit: EXIT.ok };
      }
      const text = await readAll(MAX_LINE_UNITS);
      if (text === undefined)
        return failure(
          `the text is longer than ${MAX_LINE_UNITS / 1024 / 1024} MiB; send it in pieces`,
          EXIT.usage,
        );
      const answer = answerText(text, options.role);
      const placeOf = placesIn(text);
      const findings = answer.findings.map((one) => ({ ...one, ...placeOf(one.start) }));
      if (!options.json) printFindings(text, findings, answer.truncated ?? []);
      const isStopped = findings.some(({ level }) => level === 'block');
      return { exit: isStopped ? EXIT.policySaysNo : EXIT.ok, data: { ...answer, findings } };
    },
  );

function printFindings(
  text: string,
  findings: readonly (Detection & { line: number; column: number })[],
  truncated: readonly string[],
): void {
  // What is said about a secret or a person must not become one more copy of it.
  const masked = unite(findings.filter(({ detector }) => detector === 'secret' || detector === 'pii'));
  for (const one of findings) {
    const level = one.level === 'block' ? style.red('block') : style.yellow('warn ');
    printLine(`${level}  ${style.bold(plain(one.rule))}  ${one.detector}  ${one.line}:${one.column}`);
    for (const line of excerptLines(excerptOf(text, one, masked, outputColumns() - 8), one.line))
      printLine(line);
  }
  const blocking = findings.filter(({ level }) => level === 'block').length;
  printLine(
    findings.length === 0
      ? `${style.green('✓')} nothing found`
      : `${findings.length === 1 ? '1 finding' : `${findings.length} findings`}, ${blocking} of level block`,
  );
  if (truncated.length > 0)
    printLine(style.yellow(`not looked at to the end: ${truncated.map(plain).join(', ')}`));
}
