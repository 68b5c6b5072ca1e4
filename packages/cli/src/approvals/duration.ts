const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `30m`, `8h`, `7d`; nothing for what is no such time. */
export const durationMs = (text: string): number | undefined => {
  const [, count, unit = ''] = /^(\d{1,4})([mhd])$/.exec(text) ?? [];
  const unitMs = UNITS[unit];
  return count === undefined || unitMs === undefined ? undefined : Number(count) * unitMs;
};
