import { redactText, redactValue } from '@sallyport/enforcement';

/** What evidence keeps of a payload that could not be read. */
const MAX_SAMPLE_CHARACTERS = 2048;
/** A larger one is redacted as text: parsing it once more would cost more than the sample is worth. */
const MAX_PARSED_CHARACTERS = 65_536;

/**
 * The beginning of a payload that could not be read, for whoever has to find out why. Secrets go first and the cut
 * comes after, for half a secret is not recognised; the record's digest covers every byte as it came.
 */
export function unreadableSample(body: string, bytes: number): string {
  const text = redacted(body);
  return text.length <= MAX_SAMPLE_CHARACTERS && body.length <= MAX_PARSED_CHARACTERS
    ? text
    : `${text.slice(0, MAX_SAMPLE_CHARACTERS).replace(/[\ud800-\udbff]$/, '')}…[cut from ${bytes} bytes]`;
}

/** String by string where it is JSON: as one text, quotes inside a string would hide where a secret ends. */
function redacted(body: string): string {
  if (body.length <= MAX_PARSED_CHARACTERS) {
    try {
      const parsed: unknown = JSON.parse(body);
      return JSON.stringify(redactValue(parsed).value);
    } catch {
      // Most unreadable payloads are no JSON.
    }
  }
  return redactText(body).text;
}
