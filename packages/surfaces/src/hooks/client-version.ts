/** Is `version` at least `wanted`? A version that is not known or not three numbers is not. */
export const isAtLeast = (version: string | undefined, wanted: string): boolean => {
  const have = numbersOf(version);
  const need = numbersOf(wanted);
  if (!have || !need) return false;
  for (const [index, part] of need.entries()) {
    const ours = have[index] ?? 0;
    if (ours !== part) return ours > part;
  }
  return true;
};

const numbersOf = (version: string | undefined): readonly number[] | undefined =>
  version !== undefined && /^\d{1,9}\.\d{1,9}\.\d{1,9}$/.test(version)
    ? version.split('.').map(Number)
    : undefined;
