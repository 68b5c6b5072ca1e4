/**
 * Personal data in one text. This file owns the order of the detectors and what happens when two of them see the same place; it
 * must never look at text itself, hold state or ask the network. To add a kind: a file `find-….ts` that gives `Detection`s with
 * bounded expressions only, a line in `DETECTORS`, its tests, and its type in `test/personal-data/measure.ts`.
 */
import type { Detection } from '../detection.ts';
import { findAddressBlocks } from './find-address-blocks.ts';
import { findAddresses } from './find-addresses.ts';
import { findBirthDates } from './find-birth-dates.ts';
import { findBlockNames } from './find-block-names.ts';
import { findBulk } from './find-bulk.ts';
import { findCards } from './find-cards.ts';
import { findDocuments } from './find-documents.ts';
import { findEmails } from './find-emails.ts';
import { findIbans } from './find-ibans.ts';
import { findMailNames } from './find-mail-names.ts';
import { findNames } from './find-names.ts';
import { findNationalIds } from './find-national-ids.ts';
import { findNetworkAddresses } from './find-network-addresses.ts';
import { findPhones } from './find-phones.ts';
import { findRecordLines } from './find-record-lines.ts';
import { findTableCells } from './find-table-cells.ts';
import { readTables } from './tables/read-tables.ts';

/** Best evidence first: where confidences are equal, the earlier one names the place. */
const DETECTORS: readonly ((text: string) => readonly Detection[])[] = [
  findEmails,
  findIbans,
  findCards,
  findNationalIds,
  findDocuments,
  findBirthDates,
  (text) => findPhones(text),
  findNetworkAddresses,
  findAddressBlocks,
  findAddresses,
  findNames,
];

/** Of findings that overlap the surest stays. Sorted by confidence first, then kept when free: one search of neighbours each. */
const withoutOverlap = (found: readonly Detection[]): readonly Detection[] => {
  const byPlace = found.toSorted((a, b) => a.start - b.start || b.confidence - a.confidence);
  const kept: Detection[] = [];
  for (const detection of byPlace) {
    const last = kept.at(-1);
    if (last === undefined || detection.start >= last.end) kept.push(detection);
    else if (detection.confidence > last.confidence) kept[kept.length - 1] = detection;
  }
  return kept;
};

/** Everything personal in `text`, in the order in which it stands there; tables of people (`bulk`) come first. */
export const findPersonalData = (text: string): readonly Detection[] => {
  const tables = readTables(text);
  const seen = DETECTORS.flatMap((find) => find(text));
  const single = [
    ...seen,
    ...findBlockNames(text, seen),
    ...findMailNames(text, seen),
    ...findRecordLines(text, seen),
    ...findTableCells(tables),
  ];
  return [...findBulk(text, undefined, tables), ...withoutOverlap(single)];
};
