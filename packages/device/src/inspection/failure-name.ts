/** What went wrong, without the error's message: that may quote the text. */
export const failureName = (error: unknown): string => {
  if (!(error instanceof Error)) return 'not an error';
  const name = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  const place = /at .*/.exec(error.stack?.split('\n').find((line) => line.startsWith('    at ')) ?? '');
  return place === null ? name : `${name} ${place[0]}`;
};
