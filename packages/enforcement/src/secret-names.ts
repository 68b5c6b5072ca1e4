import { NO_MARK } from './redaction-mark.ts';
/** Pieces of expressions that several forms share: how names that hold secrets end, and how a value is put behind one. */

/** Ends of names that hold secrets: `DB_PASSWORD`, `apiKey`, `x-auth-token`. The longer name stands before the shorter. */
export const NAME =
  '(?:(?:api|access|private|account|shared|secret|signing|encryption|master|auth)[ _-]?key|pass(?:word|wd|phrase|code)?|_pwd|secret|token|credentials?)';
export const NUMBER = '(?:_?[0-9]{1,3})?';
/** A quote as it stands in text that was quoted again, perhaps several times. */
export const QUOTE = String.raw`\\{0,7}["'\x60]`;
/** A marker of ours, a placeholder or a bare word of code is no secret. */
export const NOT = String.raw`${NO_MARK}(?!\$[\w({]|(?:string|str|number|undefined|null|none|true|false|process\.env|os\.environ|os\.getenv)\b|[\w-]{1,100}:\s)`;
export const BARE = String.raw`${NOT}(?<secret>[^\s"'\x60\\,;&|<>(){}]{5,500})`;
/** The value of a flag: in quotes, or one word that is neither a flag nor a path to a file. */
export const WORD = String.raw`(?:${QUOTE})?(?!-)${NOT}(?<secret>(?<=["'])[^"'\\]{4,500}|[^\s"'\x60\\;&|<>(){}]{4,500})`;
/** Text in quotes up to the same quote, whatever stands between; a variable alone is no secret. */
export const QUOTED = String.raw`(?<quote>${QUOTE})${NO_MARK}(?!\$\{?\w{1,100}\}?["'\\]|\$\()(?<secret>(?:(?!\k<quote>)(?:\\[^]|[^\\])){4,4000})`;

/** A field or list item whose neighbour is a secret: `{"password": …}`, `["--token", …]`. */
export const SECRET_NAME = new RegExp(`${NAME}${NUMBER}$|^(?:proxy-)?authorization$|^(?:set-)?cookie$`, 'i');
export const SECRET_FLAG = new RegExp(`^--?(?:[a-z0-9]{1,20}[-_]?){0,3}${NAME}$`, 'i');
