import type { Finding } from '@sallyport/action-model';

/** Where a text comes from; the same words mean different things in a prompt and in a page. */
export type TextRole = 'tool-result' | 'prompt' | 'file' | 'manifest' | 'command';

/** What a detector saw in one text. Offsets are UTF-16 code units of the text as it was given, end exclusive. */
export type Detection = Pick<Finding, 'detector' | 'rule' | 'level' | 'start' | 'end' | 'confidence'>;

export type DetectorInput = { readonly text: string; readonly role: TextRole };
