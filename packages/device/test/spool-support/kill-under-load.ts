/** Kills real processes in the middle of their appends: `node kill-under-load.ts [kills] [seed]`. Exit code 1 on a loss. */
import { killUnderLoad } from './kills.ts';

const [kills = '300', seed = '1'] = process.argv.slice(2);
const report = await killUnderLoad(Number(kills), Number(seed));
process.stdout.write(`${JSON.stringify(report, null, 1)}\n`);
process.exit(report.lost + report.twice + report.breaks.length + report.gaps.length === 0 ? 0 : 1);
