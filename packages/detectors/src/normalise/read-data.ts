import { csvPairs } from './csv-pairs.ts';
import { jsonPairs } from './json-pairs.ts';
import { yamlPairs } from './yaml-pairs.ts';
import type { Work } from './work.ts';

/** One value of a data text. `start` and `end` hold it as it stands, without its quotes. */
export interface DataPair {
  /** `users[3].email`; in a table `[3].email`, rows counted from 0 below the header. */
  readonly path: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

export interface DataReading {
  readonly format: 'json' | 'yaml' | 'csv';
  readonly pairs: readonly DataPair[];
}

const LONGEST_PATH = 256;
const MOST_PAIRS = 20_000;

/** Takes pairs while the call's budget lasts; false says that nothing more fits. */
export type TakePair = (path: string, value: string, start: number, end: number) => boolean;

/** The first format that reads the text whole, or undefined: a text that is none of them is no error. */
export function readData(source: string, work: Work): DataReading | undefined {
  const formats = [
    ['json', jsonPairs],
    ['csv', csvPairs],
    ['yaml', yamlPairs],
  ] as const;
  for (const [format, read] of formats) {
    const pairs: DataPair[] = [];
    const before = work.unitsLeft;
    const wasTruncated = work.truncated;
    const take: TakePair = (path, value, start, end) => {
      const short = path.slice(0, LONGEST_PATH);
      const cost = short.length + value.length;
      if (cost > work.unitsLeft || pairs.length >= MOST_PAIRS) {
        work.truncated = true;
        return false;
      }
      work.unitsLeft -= cost;
      pairs.push({ path: short, value, start, end });
      return true;
    };
    work.steps += source.length;
    if (read(source, take) && pairs.length > 0) return { format, pairs };
    work.unitsLeft = before;
    work.truncated = wasTruncated;
  }
  return undefined;
}
