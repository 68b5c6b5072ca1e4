/** Cuts the power of an imagined disk: `node cut-power.ts [cuts] [seed]`. Exit code 1 when anything was lost. */
import { cutPower } from './power-cuts.ts';

const [cuts = '1000', seed = '1'] = process.argv.slice(2);
const report = await cutPower(Number(cuts), Number(seed));
process.stdout.write(`${JSON.stringify(report, null, 1)}\n`);
process.exit(report.failures.length === 0 ? 0 : 1);
