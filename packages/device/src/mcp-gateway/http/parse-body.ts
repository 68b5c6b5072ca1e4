import { hasTooManyParts } from '@sallyport/surfaces';

/** A message as one reader takes it, or undefined: what is wrong with it, or too much, is the session's to say. */
export const parseBody = (body: Buffer | string): unknown => {
  const text = body.toString('utf8');
  try {
    return hasTooManyParts(text) ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
};
