import { Option, type Command } from 'commander';
import { define, failure, isFailure } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { readPins, writePins } from '../scan/pin-file.ts';
import { reportLines } from '../scan/report-lines.ts';
import { sarifLog } from '../scan/sarif-log.ts';
import { scanPath } from '../scan/scan-path.ts';
import { reaches, type ScanReport } from '../scan/scan-report.ts';
import { complain, outputColumns, printJson, printLine } from '../terminal.ts';
import { VERSION } from '../version.ts';

type Options = { threshold: 'warn' | 'block'; sarif: boolean; pin?: string; writePin?: string };

/** Beside an excerpt stand its line number and the bar. */
const EXCERPT_FRAME = 12;

export const register = (program: Command): Command =>
  define<Options>(
    program
      .command('scan')
      .argument('<paths...>', 'folders, files or bundles (.mcpb, .dxt, .plugin, .zip)')
      .description(
        'Judges a skill, plugin, MCP server or client config before it is used: grade, findings, what to do; nothing is run or fetched',
      )
      .addOption(
        new Option('--threshold <level>', 'from which level on the exit status is 3')
          .choices(['warn', 'block'])
          .default('block'),
      )
      .option('--pin <file>', 'report what changed since the hashes in this file were written')
      .option('--write-pin <file>', 'write the hashes of what is there now, once you have read it')
      .option('--sarif', 'print SARIF 2.1.0, for code scanning', false),
    [
      'sallyport scan ~/Downloads/server.mcpb',
      'sallyport scan .claude .mcp.json --threshold warn',
      'sallyport scan skills/pdf --json | jq -r .grade',
      'sallyport scan plugins/* --sarif >sallyport.sarif',
      'sallyport scan server/ --write-pin server.pins.json; sallyport scan server/ --pin server.pins.json --threshold warn',
    ],
    async (options, ...paths) => {
      if (options.json && options.sarif)
        return failure('`--json` and `--sarif` are two forms of one report; ask for one of them', EXIT.usage);
      if (paths.length > 1 && (options.pin ?? options.writePin) !== undefined)
        return failure('a file of pins belongs to one path; scan the others by themselves', EXIT.usage);
      const pins = options.pin === undefined ? { pinned: [] } : readPins(options.pin);
      if (isFailure(pins)) return pins;
      const isForPeople = !options.json && !options.sarif;
      const excerptCells = isForPeople ? outputColumns() - EXCERPT_FRAME : undefined;
      const reports: ScanReport[] = [];
      let isWhole = true;
      for (const path of paths) {
        const outcome = await scanPath(path, { excerptCells, ...pins });
        if (outcome.kind === 'cannot') {
          isWhole = false;
          const message = `\`${path}\` can't be scanned: ${outcome.why}`;
          complain(message);
          if (options.json) printJson({ path, error: { message } });
          continue;
        }
        const { report } = outcome;
        reports.push(report);
        if (options.json) printJson(report);
        if (isForPeople) printReport(report, reports.length > 1);
        const refused =
          options.writePin === undefined ? undefined : writePins(options.writePin, outcome.definitions());
        if (refused !== undefined) return refused;
      }
      if (options.sarif) printJson(sarifLog(reports, VERSION, process.cwd()));
      return { exit: exitOf(reports, options.threshold, isWhole) };
    },
  );

function printReport(report: ScanReport, isNext: boolean): void {
  if (isNext) printLine('');
  for (const line of reportLines(report, outputColumns())) printLine(line);
}

/** A danger that was found is more urgent news than a path that could not be read. */
function exitOf(reports: readonly ScanReport[], threshold: 'warn' | 'block', isWhole: boolean): ExitCode {
  if (reports.some((report) => reaches(report, threshold))) return EXIT.policySaysNo;
  return isWhole ? EXIT.ok : EXIT.failed;
}
