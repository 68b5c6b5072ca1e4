/**
 * Is what was found only shown as a sign to look for? Three things must hold, since whoever writes the text decides each
 * of them: it stands whole in quotes or code within a line of prose, its sentence talks about signs or showing, and nothing
 * near tells anybody to run or obey it. The caller asks only for texts whose description says that they are about security.
 */
const LINE_UNITS = 400;
const SHOWS =
  /\b(?:signs?|indicators?|symptoms?|traces|discuss|explain(?:s|ed)?|recogni[sz]e|named|contain(?:s|ing)?|look(?:s|ing)? (?:for|like)|match(?:es|ing)?|history|query|queries|patterns?|alerts?|payloads? like)\b/i;
const BIDS =
  /\b(?:run|runs|execute|start|launch|type|paste|apply|install|use|obey|follow|must|then do|call|open|send)\b/i;

export function isQuotedSign(text: string, start: number, end: number): boolean {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const nextLine = text.indexOf('\n', end);
  const before = text.slice(Math.max(lineStart, start - LINE_UNITS), start);
  const after = text.slice(end, Math.min(nextLine < 0 ? text.length : nextLine, end + LINE_UNITS));
  if (text.slice(start, end).includes('\n') || /<!--|-->/.test(before + after)) return false;
  if (!isInside(before, after, '`') && !isInside(before, after, '"')) return false;
  const around = `${before} … ${after}`;
  return SHOWS.test(around) && !BIDS.test(around);
}

const isInside = (before: string, after: string, mark: string): boolean =>
  before.split(mark).length % 2 === 0 && after.includes(mark) && !before.includes(mark.repeat(3));
