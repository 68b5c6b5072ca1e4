import type { ReactNode } from 'react';

// Drawn for this console on a 16 px grid. Verdicts differ by outline and by mass, so that they can be told apart
// in one colour and at a glance: check, triangle, bars, eye, person, filled octagon.
const SHAPES = {
  allow: <path d="M3 8.5 6.5 12 13 4.5" />,
  warn: (
    <>
      <path d="M8 2.2 14.3 13.3H1.7Z" />
      <path d="M8 6.4v3.2M8 11.4v.1" />
    </>
  ),
  redact: (
    <>
      <path d="M2 4h12M2 12h7" />
      <path d="M2.8 8h10.4" strokeWidth="4" strokeLinecap="butt" />
    </>
  ),
  'read-only': (
    <>
      <path d="M1.5 8S4 3.8 8 3.8 14.5 8 14.5 8 12 12.2 8 12.2 1.5 8 1.5 8Z" />
      <circle cx="8" cy="8" r="1.8" />
    </>
  ),
  approve: (
    <>
      <circle cx="8" cy="4.8" r="2.6" />
      <path d="M2.8 14c.5-3 2.5-4.4 5.2-4.4s4.7 1.4 5.2 4.4" />
    </>
  ),
  block: (
    <>
      <path d="M5.2 1.8h5.6l3.4 3.4v5.6l-3.4 3.4H5.2L1.8 10.8V5.2Z" fill="currentColor" />
      <path d="M4.8 8h6.4" stroke="var(--surface)" strokeWidth="2.2" />
    </>
  ),
  outcome: <path d="M3 3v6a2 2 0 0 0 2 2h8M10 8l3 3-3 3" />,
  lifecycle: <path d="M8 2v5.5M4.7 4a5 5 0 1 0 6.6 0" />,
  gap: <path d="M1.5 8h3M11.5 8h3M6.3 5.2 9.7 10.8M9.7 5.2 6.3 10.8" />,
  search: (
    <>
      <circle cx="7" cy="7" r="4.5" />
      <path d="m10.5 10.5 4 4" />
    </>
  ),
  close: <path d="m3.5 3.5 9 9m0-9-9 9" />,
  pause: <path d="M5.5 3v10M10.5 3v10" strokeWidth="2.2" />,
  play: <path d="M4.5 2.8v10.4L13 8Z" fill="currentColor" />,
  copy: (
    <>
      <rect x="5.5" y="5.5" width="8.5" height="8.5" rx="1.5" />
      <path d="M10.5 2.8A1.3 1.3 0 0 0 9.5 2h-6A1.5 1.5 0 0 0 2 3.5v6c0 .5.3.9.8 1.1" />
    </>
  ),
  sun: (
    <>
      <circle cx="8" cy="8" r="2.8" />
      <path d="M8 1.5v1.5M8 13v1.5M1.5 8H3M13 8h1.5M3.4 3.4l1 1M11.6 11.6l1 1M12.6 3.4l-1 1M4.4 11.6l-1 1" />
    </>
  ),
  moon: <path d="M13.5 9.8A6 6 0 0 1 6.2 2.5a6 6 0 1 0 7.3 7.3Z" />,
  system: (
    <>
      <rect x="1.5" y="2.5" width="13" height="8.5" rx="1.2" />
      <path d="M5.5 14h5M8 11v3" />
    </>
  ),
  chevron: <path d="m4 6 4 4 4-4" />,
  up: <path d="M8 13V3.5M4 7l4-4 4 4" />,
  filter: <path d="M2 4h12M4.5 8h7M7 12h2" />,
  waiting: <circle cx="8" cy="8" r="5.5" strokeDasharray="2.5 2.3" />,
} as const satisfies Record<string, ReactNode>;

export type IconName = keyof typeof SHAPES;

/** Decoration only: the word stands beside it, or the control has a name. */
export const Icon = ({
  name,
  className = 'size-4',
}: {
  readonly name: IconName;
  readonly className?: string;
}) => (
  <svg
    viewBox="0 0 16 16"
    className={`${className} shrink-0`}
    fill="none"
    stroke="currentColor"
    strokeWidth="1.6"
    strokeLinecap="round"
    strokeLinejoin="round"
    aria-hidden="true"
    focusable="false"
  >
    {SHAPES[name]}
  </svg>
);
