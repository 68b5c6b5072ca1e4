/** Changes texts for one reader until so many were read: `node test/fuzz/fuzz-reader.ts NAME INPUTS SEED`. A fault is thrown. */
import fc from 'fast-check';
import { mutatedText } from './mutated-text.ts';
import { PARSERS } from './parsers.ts';

const [name, inputs, seed] = process.argv.slice(2);
const parser = PARSERS.find((one) => one.name === name);
if (parser === undefined) throw new Error(`there is no reader \`${name}\``);

// Readers that say no by an error make hundreds of thousands here, and a stack for each cost a seventh of the time.
Error.stackTraceLimit = 1;

let run = 0;
fc.assert(
  fc.property(mutatedText(parser.seeds()), (text) => {
    const said = parser.fault(text, run++);
    if (said !== undefined) throw new Error(said);
  }),
  { numRuns: Number(inputs), seed: Number(seed) },
);
process.stdout.write(`${run}\n`);
