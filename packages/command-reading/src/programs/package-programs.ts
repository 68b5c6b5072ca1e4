/** `firebase-tools@13` starts `firebase`; who publishes a package is no part of its program's name. */
export function programOfPackage(given: string): string {
  if (/^[./~]/.test(given) || given.length > 256) return given;
  const plain = given.replace(/(.)(?:@|==|>=|<=|~=|\[)[^/]*$/, '$1');
  const known = PACKAGES.get(plain);
  if (known !== undefined) return known;
  const [, owner = '', name = ''] = /^@?([^/]+)\/([^/]+)$/.exec(plain) ?? [];
  if (name === '') return plain;
  return name === 'cli' ? owner : name;
}

const PACKAGES: ReadonlyMap<string, string> = new Map([
  ['firebase-tools', 'firebase'],
  ['netlify-cli', 'netlify'],
  ['aws-cdk', 'cdk'],
  ['@sentry/cli', 'sentry-cli'],
  ['eas-cli', 'eas'],
]);
