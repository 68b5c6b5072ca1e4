import { copyDecoded } from './entities.ts';
import type { FeatureList } from './feature-list.ts';
import { readStyle } from './hidden-style.ts';
import { htmlTokens, type HtmlToken } from './html-tokens.ts';
import { markdownAsides } from './markdown-asides.ts';
import { ViewWriter, type Derived } from './offset-map.ts';
import { OpenElements } from './open-elements.ts';
import type { HiddenBy } from './view.ts';
import type { Work } from './work.ts';

const MAY_BE_MARKUP = /<[A-Za-z!/?]|\]\(|\]:|&#?\w/;
const BREAKS = new Set(
  'address article aside blockquote br dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol option p pre section summary table td th title tr ul'.split(
    ' ',
  ),
);
/** Never on the screen, and code rather than words: left out of both texts. */
const CODE = new Set(['script', 'style']);
const UNSEEN = new Set(['template', 'noscript', 'noframes']);
/** Words in a tag that a page shows late, to some, or never. */
const WORDS = ['alt', 'title', 'aria-label', 'aria-description', 'content', 'placeholder', 'value'];

/**
 * A page or markdown text as a person sees it, and what they don't see. Style sheets and scripts are not carried out:
 * hidden is what an element's own attributes hide.
 */
export function readMarkup(
  source: string,
  work: Work,
  features: FeatureList,
): { readonly visible: Derived; readonly hidden: Derived } | undefined {
  work.steps += source.length;
  if (!MAY_BE_MARKUP.test(source)) return undefined;
  const asides = markdownAsides(source, work);
  const visible = new ViewWriter(source, work.unitsLeft);
  const hidden = new ViewWriter(source, work.unitsLeft);
  const open = new OpenElements();
  let nextAside = 0;
  let codeUntil: string | undefined;

  const hide = (what: HiddenBy, from: number, to: number): void => {
    if (source.slice(from, to).trim() === '') return;
    features.add(what, from, to);
    if (hidden.length > 0) hidden.replace('\n', from, from);
    copyDecoded(hidden, source, from, to);
  };
  const show = (from: number, to: number): void => {
    const what = open.hiddenBy;
    if (what) hide(what, from, to);
    else copyDecoded(visible, source, from, to);
  };
  const text = (from: number, to: number): void => {
    let done = from;
    for (; nextAside < asides.length; nextAside++) {
      // Inside the list by the loop's condition.
      const aside = asides[nextAside]!;
      if (aside.from >= to) break;
      if (aside.from < done || aside.to > to) continue;
      show(done, aside.from);
      hide(aside.what, aside.textFrom, aside.textTo);
      done = aside.to;
    }
    show(done, to);
  };
  const start = (token: Extract<HtmlToken, { kind: 'open' }>): void => {
    const { name, attributes, from, to } = token;
    for (const word of WORDS) {
      const value = attributes.get(word);
      if (value && (word !== 'value' || name === 'input')) hide('attribute-text', value.from, value.to);
    }
    const styleAt = attributes.get('style');
    const style = styleAt && readStyle(source.slice(styleAt.from, styleAt.to));
    const ariaHidden = attributes.get('aria-hidden');
    const unseen =
      UNSEEN.has(name) ||
      attributes.has('hidden') ||
      (ariaHidden !== undefined && source.slice(ariaHidden.from, ariaHidden.to).toLowerCase() !== 'false') ||
      style?.hides === true ||
      (style?.hides === 'on-white' && !open.onBackground);
    const collapsed = name === 'details' && !attributes.has('open');
    open.open({
      name,
      hides: unseen ? 'hidden-element' : collapsed ? 'collapsed' : undefined,
      // The summary is the line that a closed `details` shows.
      shows: name === 'summary' && open.hiddenBy === 'collapsed',
      background: style?.background === true || attributes.has('bgcolor'),
    });
    if (CODE.has(name)) codeUntil = name;
    else if (BREAKS.has(name)) visible.replace('\n', from, to);
  };

  for (const token of htmlTokens(source, work)) {
    if (codeUntil !== undefined) {
      if (token.kind !== 'close' || token.name !== codeUntil) continue;
      codeUntil = undefined;
    }
    if (token.kind === 'text') text(token.from, token.to);
    else if (token.kind === 'comment') {
      const isNote = source.startsWith('<!--', token.from);
      if (isNote) hide('html-comment', token.from + 4, token.to - 3);
    } else if (token.kind === 'open') start(token);
    else {
      open.close(token.name);
      if (BREAKS.has(token.name)) visible.replace('\n', token.from, token.to);
    }
  }
  work.truncated ||= visible.cut || hidden.cut;
  return { visible: visible.finish(), hidden: hidden.finish() };
}
