/**
 * Makes a value when it is first asked for, and keeps it. Tables and patterns take a tenth of a second to prepare, and
 * most commands load this package without asking it anything.
 */
export const atFirstUse = <T extends object>(make: () => T): (() => T) => {
  let made: T | undefined;
  return () => (made ??= make());
};
