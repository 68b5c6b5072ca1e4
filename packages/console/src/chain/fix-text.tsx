import { CommandLine } from '../shell/command-line.tsx';
import { visibleString } from '../text/visible-text.ts';
import { fixParts } from './fix-parts.ts';

/** What to do next; every command in it can be copied. */
export const FixText = ({ fix }: { readonly fix: string }) => (
  <span className="leading-7">
    {fixParts(fix).map((part, index) =>
      part.kind === 'command' ? (
        // Parts of one text never move, so their place is their identity.
        <CommandLine key={index} command={visibleString(part.text, 500)} />
      ) : (
        <span key={index}>{visibleString(part.text, 1000)}</span>
      ),
    )}
  </span>
);
