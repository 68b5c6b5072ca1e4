export type { Detection, DetectorInput, TextRole } from './detection.ts';
export { findPhones } from './personal-data/find-phones.ts';
