import { type Field, isKnown, UNKNOWN } from '../field.ts';
import { type Frame, mark } from '../frame.ts';
import { decodeBase64Bytes } from '../text/decode.ts';
import { decodeUtf16 } from '../text/utf8.ts';
import { usePath } from '../uses.ts';
import { readUrls } from './use-words.ts';

/** `iex CODE`, `… | iex`. */
export function evaluate(frame: Frame, args: readonly Field[], piped: string | undefined): void {
  const code = args
    .filter((field) => !/^-command$/i.test(field.text))
    .map((field) => field.text)
    .join(' ');
  const text = code === '' ? (piped ?? UNKNOWN) : code;
  for (const field of args) readUrls(frame, field.source);
  if (!isKnown(text)) {
    mark(frame, code === '' ? 'piped-code' : 'dynamic-code');
    return;
  }
  frame.reading.engine.runPowershell(frame, text, 'powershell');
}

export function startPowershell(frame: Frame, args: readonly Field[], piped: string | undefined): void {
  for (const [at, field] of args.entries()) {
    const flag = field.text.toLowerCase().replace(/^\//, '-');
    const rest = args.slice(at + 1);
    if (/^-e(?:c|nc?\w*)?$/.test(flag) && !flag.startsWith('-ex')) {
      mark(frame, 'decoded-code');
      const code = rest[0]?.text ?? '';
      if (!isKnown(code)) mark(frame, 'dynamic-code');
      frame.reading.engine.runPowershell(frame, decodeUtf16(decodeBase64Bytes(code)), 'powershell');
      return;
    }
    if (/^-c(?:o\w*)?$/.test(flag)) return evaluate(frame, rest, piped);
    if (/^-f(?:i\w*)?$/.test(flag)) {
      if (rest[0]) usePath(frame, rest[0], 'execute');
      mark(frame, 'script-file');
      return;
    }
    if (/^-(?:ex\w*|ep|w\w*|v\w*|i\w*f\w*|o\w*f\w*)$/.test(flag))
      args = args.filter((other) => other !== field && other !== rest[0]);
  }
  // Its own flags come first; what follows belongs to the code.
  const start = args.findIndex((field) => !field.text.startsWith('-'));
  const plain = start < 0 ? [] : args.slice(start);
  if (plain.length > 0 || piped !== undefined) evaluate(frame, plain, piped);
}

export function startCmd(frame: Frame, args: readonly Field[]): void {
  const at = args.findIndex((field) => /^\/[ck]$/i.test(field.text));
  if (at < 0) return;
  frame.reading.engine.runPowershell(
    frame,
    args
      .slice(at + 1)
      .map((field) => field.text)
      .join(' '),
    'cmd',
  );
}

export function startProcess(frame: Frame, args: readonly Field[], dialect: 'powershell' | 'cmd'): void {
  const plain = args.filter(
    (field) =>
      !/^(?:-(?:filepath|argumentlist|args|wait|nonewwindow|windowstyle|verb|passthru|workingdirectory)|\/\w+)$/i.test(
        field.text,
      ),
  );
  const elevated = args.some(
    (field, at) => /^-verb$/i.test(field.text) && /^runas$/i.test(args[at + 1]?.text ?? ''),
  );
  const words = plain.filter((field) => !/^(?:runas|hidden|normal)$/i.test(field.text));
  const text = words
    .map((field) => (/\s/.test(field.text) && words.indexOf(field) === 0 ? `"${field.text}"` : field.text))
    .join(' ');
  const inner = elevated ? { ...frame, elevated: true } : frame;
  if (text !== '') frame.reading.engine.runPowershell(inner, text, dialect);
}
