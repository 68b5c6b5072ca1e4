/** The rule's name in a finding, and in what was cut short. */
export const LIKELY_SECRET = 'likely-secret';

/** How a name and its value are joined; it says much about whether the value is meant literally. */
export const FORMS = [
  'assigned',
  'colon',
  'compared',
  'defaulted',
  'called',
  'listed',
  'flag',
  'markup',
  'prose',
  'spaced',
] as const;
export type CandidateForm = (typeof FORMS)[number];

/** A value that stands where a secret would, beside a name that promises one. */
export type Candidate = {
  readonly nameStart: number;
  readonly nameEnd: number;
  readonly start: number;
  readonly end: number;
  readonly form: CandidateForm;
  readonly quoted: boolean;
};
