const VERSION = /^(\d{1,9})\.(\d{1,9})\.(\d{1,9})/;

/** Below zero when `a` is older. A version that can't be read is older than any: unknown means least capable. */
export const compareVersions = (a: string, b: string): number => {
  const left = VERSION.exec(a)?.slice(1).map(Number) ?? [-1];
  const right = VERSION.exec(b)?.slice(1).map(Number) ?? [-1];
  for (let index = 0; index < 3; index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
};

export const isVersion = (text: string): boolean => VERSION.test(text);
