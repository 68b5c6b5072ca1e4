import type { NationalId } from './national-id.ts';
import { NATIONAL_IDS_BEYOND_EUROPE } from './national-ids-beyond-europe.ts';
import { NATIONAL_IDS_OF_EUROPE } from './national-ids-of-europe.ts';

export const NATIONAL_IDS: readonly NationalId[] = [...NATIONAL_IDS_BEYOND_EUROPE, ...NATIONAL_IDS_OF_EUROPE];
