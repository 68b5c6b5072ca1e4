import type { Action, RecordedAction } from '@sallyport/action-model';

const MAX_INPUT_CHARACTERS = 16_384;

/**
 * What evidence keeps of an action: everything a condition could see, and the native input as text. Content
 * samples stay out: they are judged, not kept. Redaction happens afterwards, over the whole record.
 */
export function recordAction(action: Action, nativeInput: string | undefined): RecordedAction {
  const { origin: _origin, findings: _findings, samples: _samples, ...kept } = action;
  return { ...kept, ...(nativeInput === undefined ? {} : { input: nativeInput }) };
}

/** Cuts the native input to its bound. After redaction, never before: half a secret is not recognised. */
export function boundInput(recorded: RecordedAction): RecordedAction {
  if (recorded.input === undefined || recorded.input.length <= MAX_INPUT_CHARACTERS) return recorded;
  return { ...recorded, input: recorded.input.slice(0, MAX_INPUT_CHARACTERS), inputTruncated: true };
}
