const HIDING: readonly RegExp[] = [
  /(?:^|;)display:none/,
  /(?:^|;)visibility:(?:hidden|collapse)/,
  /(?:^|;)opacity:0?\.?0*(?:%|;|!|$)/,
  /(?:^|;)font-size:(?:0(?:\.0\d*)?[a-z%]*|\.0\d*[a-z%]*|0?\.\d+p[xt]|1p[xt])(?:;|!|$)/,
  /(?:^|;)(?:left|top|right|bottom|text-indent|margin-left|margin-top):-\d{3,}/,
  /(?:^|;)clip:rect\((?:0|1px)/,
  /(?:^|;)color:transparent/,
];

const WHITE = new Set([
  'white',
  '#fff',
  '#ffffff',
  'rgb(255,255,255)',
  'rgba(255,255,255,1)',
  'snow',
  '#fefefe',
  '#fffffe',
]);
const sameColour = (colour: string): string => (WHITE.has(colour) ? 'white' : colour);
const COLOUR = /(?:^|;)color:([^;!]{1,40})/;
const BACKGROUND = /(?:^|;)background(?:-color)?:([^;!]{1,40})/;

/** No room for the words, and none outside it: two looks, so that a long style costs no more than its length. */
const NO_ROOM = /(?:^|;)(?:max-)?(?:height|width):[01](?:px)?(?:;|!|$)/;
const CUT_OFF = /(?:^|;)overflow(?:-[xy])?:hidden/;

/** Whether an element with this style is not seen, and whether it brings a background of its own. */
export function readStyle(style: string): {
  readonly hides: boolean | 'on-white';
  readonly background: boolean;
} {
  const plain = style
    .slice(0, 2048)
    .toLowerCase()
    .replaceAll(/\/\*[^*]{0,200}\*\/|\s+/g, '');
  const colour = COLOUR.exec(plain)?.[1];
  const background = BACKGROUND.exec(plain)?.[1];
  const hides = HIDING.some((pattern) => pattern.test(plain)) || (NO_ROOM.test(plain) && CUT_OFF.test(plain));
  if (hides) return { hides, background: background !== undefined };
  if (colour === undefined) return { hides: false, background: background !== undefined };
  if (background !== undefined)
    return { hides: sameColour(colour) === sameColour(background), background: true };
  // White letters are unseen only where no element around them brought a background.
  return { hides: WHITE.has(colour) ? 'on-white' : false, background: false };
}
