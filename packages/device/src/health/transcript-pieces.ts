/** How far a file was read, and whether that is in the middle of a line that is passed over. */
export interface Position {
  readonly offset: number;
  readonly insideLine: boolean;
}

export interface Piece {
  readonly lines: readonly string[];
  readonly next: Position;
}

const LINE_FEED = 0x0a;

/**
 * The whole lines of one piece of a file. Half a line at the end is read again with the next piece; a line that
 * fills a whole piece is passed over, since it can't be told from an endless one. `next` equals `position` only
 * when there is nothing to do until the file grows.
 */
export const splitPiece = (bytes: Buffer, position: Position, isFull: boolean): Piece => {
  const start = position.insideLine ? bytes.indexOf(LINE_FEED) + 1 : 0;
  const end = bytes.lastIndexOf(LINE_FEED) + 1;
  const behind = position.offset + bytes.length;
  if (position.insideLine && start === 0) return { lines: [], next: { offset: behind, insideLine: true } };
  if (end <= start && start === 0) {
    return { lines: [], next: isFull ? { offset: behind, insideLine: true } : position };
  }
  const lines = bytes
    .toString('utf8', start, end)
    .split('\n')
    .filter((line) => line !== '');
  return { lines, next: { offset: position.offset + end, insideLine: false } };
};
