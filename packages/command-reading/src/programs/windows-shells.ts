import { isKnown } from '../field.ts';
import { deeper, mark, through } from '../frame.ts';
import { FROM_PROGRAM, type Stream } from '../stream.ts';
import { decodeBase64Bytes } from '../text/decode.ts';
import { decodeUtf16 } from '../text/utf8.ts';
import { usePath } from '../uses.ts';
import { NO_VALUES } from './flags.ts';
import { type Call, type Program, programsByName } from './program.ts';

/** `pwsh -c CODE`, `powershell.exe -enc …` started from a POSIX shell. */
function readPowershellStart({ frame, args, name }: Call): Stream {
  const inner = deeper(frame, { via: through(frame, name) });
  if (!inner) return FROM_PROGRAM;
  const { runPowershell } = frame.reading.engine;
  for (const [at, field] of args.entries()) {
    const flag = field.text.toLowerCase();
    const rest = args.slice(at + 1);
    if (/^-e(?:c|nc?\w*)?$/.test(flag)) {
      mark(frame, 'decoded-code');
      runPowershell(inner, decodeUtf16(decodeBase64Bytes(rest[0]?.text ?? '')), 'powershell');
      return FROM_PROGRAM;
    }
    if (/^-c(?:o\w*)?$/.test(flag)) {
      const code = rest.map((word) => word.text).join(' ');
      if (!isKnown(code)) mark(frame, 'dynamic-code');
      runPowershell(inner, code, 'powershell');
      return FROM_PROGRAM;
    }
    if (/^-f(?:i\w*)?$/.test(flag) || flag.endsWith('.ps1')) {
      const file = flag.startsWith('-') ? rest[0] : field;
      if (file) usePath(frame, file, 'execute');
      mark(frame, 'script-file');
      return FROM_PROGRAM;
    }
  }
  const { stdin } = frame;
  if (stdin.text !== undefined && isKnown(stdin.text)) runPowershell(inner, stdin.text, 'powershell');
  else if (stdin.from !== 'none') mark(frame, stdin.from === 'file' ? 'script-file' : 'piped-code');
  return FROM_PROGRAM;
}

/** `cmd.exe /c CODE`. */
function readCmdStart({ frame, args, name }: Call): Stream {
  const at = args.findIndex((field) => /^\/{1,2}[ck]$/i.test(field.text));
  const inner = at < 0 ? undefined : deeper(frame, { via: through(frame, `${name} /c`) });
  if (inner) frame.reading.engine.runPowershell(inner, args.slice(at + 1).map((field) => field.text).join(' '), 'cmd'); // prettier-ignore
  return FROM_PROGRAM;
}

export const WINDOWS_SHELLS: [string, Program][] = programsByName<Program>({
  'powershell pwsh': { rules: { valued: NO_VALUES, longSingle: true }, read: readPowershellStart },
  cmd: { rules: { valued: NO_VALUES }, read: readCmdStart },
});
