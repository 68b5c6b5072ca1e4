import type { Detection } from '../detection.ts';
import { mayBePerson } from './person-name.ts';
import { piiDetection } from './pii-detection.ts';

/** One word of a name; bounded, so that a hostile page of letters costs no more than its length. */
const WORD = "\\p{Lu}[\\p{L}'’-]{0,24}";
const FULL = `${WORD}(?:[ ](?:${WORD}|\\p{Lu}\\.|(?:de|da|del|van|von|der|den|di|la|le|bin|al)(?=[ ]))){0,4}`;
const TWO = `${WORD}(?:[ ](?:${WORD}|\\p{Lu}\\.|(?:de|da|del|van|von|der|den|di|la|le|bin|al)(?=[ ]))){1,4}`;

const TITLED = new RegExp(
  `(?<![\\p{L}.])(?:Mr|Mrs|Ms|Mx|Dr|Prof|Herr|Frau|Mme|Señora?)\\.?[ ](${FULL})`,
  'gu',
);
const SAID = new RegExp(
  `(?<!\\p{L})(?:[Mm]y (?:full )?name is|[Nn]ame's|[Ii]ch hei(?:ss|ß)e|[Jj]e m['’]appelle|[Mm]e llamo|[Mm]i chiamo)[ ](${FULL})`,
  'gu',
);
const SELF = new RegExp(`(?<!\\p{L})(?:I['’]m|I am|[Tt]his is)[ ](${TWO})(?=[ ]?[,.!\\n]|$)`, 'gu');
const LABELLED = new RegExp(
  `(?:^|\\n)[ \\t>*-]{0,8}(?:(?:[Ff]ull|[Ff]irst|[Ll]ast|[Ff]amily|[Ss]ur|[Gg]iven|[Cc]ustomer|[Pp]atient|[Cc]lient|[Cc]ontact|[Ee]mployee|[Cc]ardholder|[Rr]ecipient)[ _-]?)?[Nn]ame[ \\t*]{0,3}[:=][ \\t*"']{0,3}(${TWO})(?=["' \\t]{0,3}(?:[,;\\r\\n]|$))`,
  'gu',
);

/**
 * People's names where words say that one follows: a title, `my name is`, `Name:`. Without such words a name is two words with
 * capitals, as is half of every heading; those are not looked for.
 */
export const findNames = (text: string): readonly Detection[] => {
  const found: Detection[] = [];
  for (const [shape, confidence] of [
    [TITLED, 0.8],
    [SAID, 0.8],
    [SELF, 0.6],
    [LABELLED, 0.8],
  ] as const) {
    for (const match of text.matchAll(shape)) {
      const name = match[1] ?? '';
      const start = match.index + match[0].length - name.length;
      if (mayBePerson(name) && name.length > 1)
        found.push(piiDetection('name', start, start + name.length, confidence));
    }
  }
  return found;
};
