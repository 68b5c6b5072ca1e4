/** `dbPassword_v2` → `db`, `password`, `v`: the runs of letters of a name or value, lower-cased, parted at humps. */
export const splitWords = (text: string): readonly string[] => {
  const words: string[] = [];
  let start = -1;
  const close = (end: number): void => {
    if (start >= 0) words.push(text.slice(start, end).toLowerCase());
    start = -1;
  };
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (isUpper(unit)) {
      const before = text.charCodeAt(at - 1);
      // A hump, or the last of several capitals where small letters follow: `APIKey`.
      if (start >= 0 && (isLower(before) || (isUpper(before) && isLower(text.charCodeAt(at + 1))))) close(at);
      if (start < 0) start = at;
    } else if (isLower(unit)) {
      if (start < 0) start = at;
    } else close(at);
  }
  close(text.length);
  return words;
};

const isUpper = (unit: number): boolean => unit >= 65 && unit <= 90;
const isLower = (unit: number): boolean => unit >= 97 && unit <= 122;
