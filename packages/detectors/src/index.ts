export type { Detection, DetectorInput, TextRole } from './detection.ts';
export { findBulk } from './personal-data/find-bulk.ts';
export { findPersonalData } from './personal-data/find-personal-data.ts';
export { findPhones } from './personal-data/find-phones.ts';
