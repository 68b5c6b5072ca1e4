import { z } from 'zod';

/** A number and a unit, as authors write spans of time. */
export const Duration = z
  .string()
  .regex(/^[1-9]\d{0,4}[smhd]$/u, 'must be a number and a unit: `30s`, `15m`, `8h`, `1d`');

const UNITS_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** INVARIANT: the text has passed `Duration`, so its last letter is a known unit. */
export const durationMs = (text: string): number =>
  Number(text.slice(0, -1)) * (UNITS_MS[text.at(-1) ?? ''] ?? 0);
