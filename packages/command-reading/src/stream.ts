/** What is known of the bytes that go from one program into another. */
export interface Stream {
  /** The text, as far as it can be known; may hold `UNKNOWN`. Absent when nothing of it can be. */
  readonly text?: string;
  /** `none`: nothing is connected (the terminal); `file`: a file's content; `program`: another program's output. */
  readonly from: 'none' | 'file' | 'program' | 'text';
  /** A decoder was undone to get the text. */
  readonly decoded?: boolean;
  /** The text stands for file names and holds patterns (`find`, `ls`). */
  readonly glob?: boolean;
}

export const NO_STREAM: Stream = { from: 'none' };
export const FROM_FILE: Stream = { from: 'file' };
export const FROM_PROGRAM: Stream = { from: 'program' };

export const textStream = (text: string, like?: Stream): Stream => ({
  text,
  from: 'text',
  ...(like?.decoded === true && { decoded: true }),
  ...(like?.glob === true && { glob: true }),
});
