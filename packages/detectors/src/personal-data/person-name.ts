/** Things with capitals that are no people: organisations, places, products, and words that open sentences and headings. */
const NO_PERSON =
  /(?<!\p{L})(?:The|This|That|Not|Sure|Sorry|Happy|Glad|Here|Company|Inc|Ltd|LLC|GmbH|Corp|Partners|Group|Technologies|Systems|Services?|Solutions|Markets|Capital|University|Street|Road|Avenue|Square|Drive|Suite|Apt|Box|Building|Tower|Hall|Center|Centre|Park|Club|City|Team|Award|Festival|Project|Server|Test|Example|Default|Unknown|Name|None|Null|Build|Release|Deploy|Policy|Support|Info|Address|Phone|Office|Regards|Thanks|Hello|Dear|Best|Kind|Windows|Linux|Ubuntu|Google|Microsoft|Amazon|GitHub|Docker|Python|Java|API|CI|United|Kingdom|States|North|South|East|West|New|San|Los|Republic)(?!\p{L})/u;
const FULL_NAME =
  /^\p{Lu}[\p{L}'’-]{1,24}(?:[ ,]{1,2}(?:\p{Lu}\.?|\p{Lu}[\p{L}'’-]{1,24}|de|da|del|van|von|der|den|di|la|le|bin|al)){0,3}[ ,]{1,2}\p{Lu}[\p{L}'’-]{1,24}$/u;

/** Could `words` be somebody's name? Never sure by itself: what stands around has to say so as well. */
export const mayBePerson = (words: string): boolean => !NO_PERSON.test(words);

/** Two to five words with capitals and nothing else. */
export const looksLikeFullName = (words: string): boolean =>
  words.length <= 80 && FULL_NAME.test(words) && mayBePerson(words);
