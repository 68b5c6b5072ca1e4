/** One for all calls: a fresh one cost more than what it counts. */
const counts = new Uint16Array(128);

/** Bits a character; what a rule's threshold is compared with. */
export const shannonEntropy = (text: string): number => {
  counts.fill(0);
  let others: Map<number, number> | undefined;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 128) counts[unit] = (counts[unit] ?? 0) + 1;
    else (others ??= new Map()).set(unit, (others.get(unit) ?? 0) + 1);
  }
  let bits = 0;
  for (const count of counts) if (count > 0) bits -= (count / text.length) * Math.log2(count / text.length);
  for (const count of others?.values() ?? []) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
};
