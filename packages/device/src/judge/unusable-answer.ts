/**
 * The judge's service was reached and gave nothing that can be used. What it was shown may be the reason, and whoever
 * wrote that must not be able to keep the judge from everybody else: it does not count as a service that is down.
 */
export class UnusableAnswer extends Error {}
