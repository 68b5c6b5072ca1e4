import { useState } from 'react';
import { visibleText, type TextPart } from './visible-text.ts';

const Part = ({ part }: { readonly part: TextPart }) => {
  if (part.kind === 'text') return part.text;
  if (part.kind === 'redaction') return <mark className="redaction-mark">{part.text}</mark>;
  if (part.kind === 'cut') return '…';
  return (
    <span className="evidence-token">
      {part.code}
      {part.count > 1 ? ` ×${part.count}` : ''}
    </span>
  );
};

// The index is the identity here: parts of one immutable text never move.
const Parts = ({ parts }: { readonly parts: readonly TextPart[] }) =>
  parts.map((part, index) => <Part key={index} part={part} />);

/** One line of evidence, cut short. The only ways evidence gets on the page are this component and the next. */
export const EvidenceLine = ({
  text,
  maxCharacters = 300,
  redactions = false,
  verbatim = false,
}: {
  readonly text: string;
  readonly maxCharacters?: number;
  readonly redactions?: boolean;
  readonly verbatim?: boolean;
}) => (
  <span className={verbatim ? 'evidence-verbatim' : 'evidence'} dir={verbatim ? 'ltr' : 'auto'}>
    <Parts parts={visibleText(text, { maxCharacters, redactions })} />
  </span>
);

const STEP_CHARACTERS = 16_384;

/** A block of evidence: scrolls inside its box, long text opens in steps so that no record can stall the page. */
export const EvidenceBlock = ({
  text,
  redactions = false,
  firstCharacters = 2000,
  whole = false,
  label,
}: {
  readonly text: string;
  readonly redactions?: boolean;
  readonly firstCharacters?: number;
  /** All of it at once, with no end that is scrolled out of sight; for what a person is to agree to. */
  readonly whole?: boolean;
  readonly label: string;
}) => {
  const [opened, setShownCharacters] = useState(firstCharacters);
  const shownCharacters = whole ? text.length : opened;
  const left = text.length - shownCharacters;
  return (
    <div className="overflow-hidden rounded-md border border-line bg-sunken">
      <pre
        tabIndex={0}
        role="region"
        aria-label={label}
        className={`evidence-verbatim overflow-auto px-3 py-2 text-xs ${whole ? '' : 'max-h-72'}`}
      >
        <Parts parts={visibleText(text, { maxCharacters: shownCharacters, multiline: true, redactions })} />
      </pre>
      {left > 0 && (
        <button
          type="button"
          className="w-full border-t border-line px-3 py-1 text-left text-xs text-accent hover:bg-hover"
          onClick={() => setShownCharacters(shownCharacters + STEP_CHARACTERS)}
        >
          show more ({left.toLocaleString('en')} characters left)
        </button>
      )}
    </div>
  );
};
