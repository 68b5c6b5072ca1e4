/**
 * What one call may spend. Every limit that was reached sets `truncated`; nothing here looks at a clock, so the same
 * text always gives the same views.
 */
export const MAX_INPUT_UNITS = 256 * 1024;
export const MAX_VIEWS = 64;
const MAX_FEATURES = 512;

export interface Work {
  /** Code units that views, paths and values may still hold. */
  unitsLeft: number;
  viewsLeft: number;
  featuresLeft: number;
  truncated: boolean;
  /** Code units looked at: the measure of the work done, which grows with the text and no faster. */
  steps: number;
}

export const workFor = (inputUnits: number): Work => ({
  unitsLeft: 5 * inputUnits + 64 * 1024,
  viewsLeft: MAX_VIEWS,
  featuresLeft: MAX_FEATURES,
  truncated: false,
  steps: 0,
});
