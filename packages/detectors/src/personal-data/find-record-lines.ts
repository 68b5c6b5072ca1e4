import type { Detection } from '../detection.ts';
import { compact } from './national-id.ts';
import { findPhones } from './find-phones.ts';
import { NATIONAL_IDS } from './national-ids.ts';
import { looksLikeFullName } from './person-name.ts';
import { piiDetection } from './pii-detection.ts';
import { cellAt, type Cell } from './tables/table.ts';

/** Longer lines are prose or a whole document in one line; tables have a reader of their own. */
const MAX_LINE = 400;
/** More lines with names are a table, and each cell here is asked of every state and every plan of telephone numbers. */
const MAX_NAMED_LINES = 50;
const MIN_CELLS = 2;
const MAX_CELLS = 24;
/** Shorter numbers pass somebody's checksum too easily. */
const MIN_ID = 9;

const DATE = /^(?:(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d\d)$/;
const YEAR = /(?:19|20)\d\d/;
/** A record that names a person and a later day holds some other date: of an order, a visit, an entry. */
const LATEST_BIRTH = 2012;
const CHINESE_NAME = /^[\u4e00-\u9fff]{2,4}$/;
const ANCHORS = new Set(['email', 'phone', 'iban', 'card', 'national-id']);

/**
 * One line with a person in it, whose cells nothing names: `Ada Lovelace;27081171M;11/08/1999`. A cell that is a full name
 * and one that is a valid number of a state, or a way to reach or to pay somebody, say it together; alone neither does.
 */
export const findRecordLines = (text: string, seen: readonly Detection[]): readonly Detection[] => {
  const found: Detection[] = [];
  const anchors = seen.filter(({ rule, confidence }) => confidence >= 0.5 && isAnchor(rule));
  let nextAnchor = 0;
  let namedLines = 0;
  for (const { start, cells } of recordLines(text)) {
    const end = cells.at(-1)?.end ?? start;
    const names = cells.filter((cell) => looksLikeFullName(cell.text) || CHINESE_NAME.test(cell.text));
    if (names.length === 0) continue;
    namedLines += 1;
    if (namedLines > MAX_NAMED_LINES) break;
    const ids = cells.flatMap((cell) => {
      const rule = idRule(cell.text);
      return rule === undefined ? [] : [{ cell, rule }];
    });
    while ((anchors[nextAnchor]?.start ?? Infinity) < start) nextAnchor += 1;
    const isAnchored = ids.length > 0 || (anchors[nextAnchor]?.start ?? Infinity) < end;
    if (!isAnchored) continue;
    for (const cell of cells)
      if (!DATE.test(cell.text) && findPhones(cell.text, true).some((phone) => isWhole(phone, cell)))
        found.push(piiDetection('phone', cell.start, cell.end, 0.7));
    for (const { cell, rule } of ids) found.push(piiDetection(rule, cell.start, cell.end, 0.8));
    for (const cell of names) found.push(piiDetection('name', cell.start, cell.end, 0.6));
    if (ids.length === 0) continue;
    for (const cell of cells)
      if (DATE.test(cell.text) && Number(YEAR.exec(cell.text)?.[0]) <= LATEST_BIRTH)
        found.push(piiDetection('date-of-birth', cell.start, cell.end, 0.6));
  }
  return found;
};

const RULES = new Set(NATIONAL_IDS.map(({ rule }) => rule));
const isAnchor = (rule: string): boolean => ANCHORS.has(rule) || RULES.has(rule);

/** The plan knows the number, and nothing else stands in its cell. */
const isWhole = ({ start, end, confidence }: Detection, { text }: Cell): boolean =>
  start === 0 && end === text.length && confidence >= 0.85;

/** The first kind that the whole cell is a valid number of. */
const idRule = (cell: string): string | undefined => {
  const given = compact(cell);
  if (given.length < MIN_ID || given.length > 20 || !/\d{6}/.test(given)) return undefined;
  return NATIONAL_IDS.find(({ shape, isValid }) => {
    shape.lastIndex = 0;
    return shape.exec(cell)?.[0] === cell && isValid(given);
  })?.rule;
};

/** Lines that one sign cuts into a few cells; a comma is no such sign, prose is full of them. */
function* recordLines(text: string): Generator<{ readonly start: number; readonly cells: readonly Cell[] }> {
  let start = 0;
  while (start < text.length) {
    const stop = text.indexOf('\n', start);
    const end = stop === -1 ? text.length : stop;
    if (end - start <= MAX_LINE) {
      const line = text.slice(start, end);
      const separator = [';', '|', '\t'].find((sign) => line.includes(sign));
      const cells = separator === undefined ? quotedIn(line, start) : cellsOf(text, start, end, separator);
      if (cells.length >= MIN_CELLS && cells.length <= MAX_CELLS) yield { start, cells };
    }
    start = end + 1;
  }
}

const QUOTED = /"([^"]{1,80})"|'([^']{1,80})'/g;

/** A tuple or a call in code: `("Ada Lovelace", "756.9217.0769.85")`. */
const quotedIn = (line: string, start: number): readonly Cell[] =>
  line.includes('"') || line.includes("'")
    ? [...line.matchAll(QUOTED)].map((match) => {
        const from = start + match.index + 1;
        return { text: match[0].slice(1, -1), start: from, end: from + match[0].length - 2 };
      })
    : [];

function cellsOf(text: string, from: number, to: number, separator: string): readonly Cell[] {
  const cells: Cell[] = [];
  for (let start = from; start <= to;) {
    const at = text.indexOf(separator, start);
    const end = at === -1 || at > to ? to : at;
    const cell = cellAt(text, start, end);
    if (cell.text !== '') cells.push(cell);
    start = end + 1;
  }
  return cells;
}
