import type { InventoryItem } from '@sallyport/device';
import { READ_LIMITS } from '@sallyport/device';
import { scanPath } from '../scan/scan-path.ts';
import type { ScanReport } from '../scan/scan-report.ts';

export type Judged = {
  readonly grade?: ScanReport['grade'];
  readonly risks?: readonly Pick<
    ScanReport['findings'][number],
    'rule' | 'level' | 'path' | 'line' | 'title'
  >[];
};

/** An inventory is taken often, so less of each is read than by `scan` itself; what was left out makes a finding there too. */
const LIMITS = { ...READ_LIMITS, maxFiles: 1000, maxTotalBytes: 8 * 1024 * 1024 };
const MAX_CONTENTS = 500;
const MAX_RISKS = 20;

/** What `scan` says of each skill, plugin and extension; each folder is judged once. Only what was hashed is opened. */
export async function judgeContents(
  items: readonly InventoryItem[],
): Promise<{ readonly items: readonly (InventoryItem & Judged)[]; readonly isWhole: boolean }> {
  const contents = [
    ...new Set(
      items.flatMap(({ content, sha256 }) =>
        content === undefined || sha256 === undefined ? [] : [content],
      ),
    ),
  ];
  const judged = new Map<string, Judged>();
  for (const content of contents.slice(0, MAX_CONTENTS)) {
    const outcome = await scanPath(content, { limits: LIMITS });
    if (outcome.kind === 'cannot') continue;
    const { grade, findings } = outcome.report;
    judged.set(content, {
      grade,
      risks: findings
        .slice(0, MAX_RISKS)
        .map(({ rule, level, path, line, title }) => ({ rule, level, path, line, title })),
    });
  }
  return {
    items: items.map((item) => ({
      ...item,
      ...(item.state === 'gone' ? {} : judged.get(item.content ?? '')),
    })),
    isWhole: contents.length <= MAX_CONTENTS,
  };
}
