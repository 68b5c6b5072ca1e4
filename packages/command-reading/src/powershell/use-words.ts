import { type Field, isKnown, literal } from '../field.ts';
import { type Frame, mark } from '../frame.ts';
import { useAs } from '../programs/file-program.ts';
import { looksLikePath } from '../programs/unknown-program.ts';
import { usePath, useUrl } from '../uses.ts';
import type { Cmdlet } from './cmdlets.ts';

/** What the words of a cmdlet, or of any other program, touch. */
export function useCmdletWords(
  frame: Frame,
  spec: Cmdlet,
  args: readonly Field[],
  dialect: 'powershell' | 'cmd',
  piped: readonly Field[],
): void {
  const isSwitch = (field: Field): boolean =>
    dialect === 'cmd' ? /^\/[a-z?]/i.test(field.text) && field.text.length <= 6 : field.text.startsWith('-');
  const recursive =
    spec.recursive === true || args.some((field) => /^(?:-r(?:ec\w*)?|-rf|\/s|\/e|\/mir)$/i.test(field.text));
  const posts =
    args.some(
      (field, at) => /^-method$/i.test(field.text) && /^(?:post|put|patch)$/i.test(args[at + 1]?.text ?? ''),
    ) || args.some((field) => /^-(?:body|infile|form)$/i.test(field.text));
  let position = 0;
  for (let at = 0; at < args.length; at++) {
    const field = args[at];
    if (!field) break;
    if (isSwitch(field)) {
      const [flag = '', glued] = field.text.toLowerCase().split(/:(?=.)/, 2);
      const role =
        spec.parameters.get(flag) ??
        [...spec.parameters].find(([name]) => flag.length > 2 && name.startsWith(flag))?.[1];
      if (role === undefined) continue;
      const value = glued === undefined ? args[++at] : literal(glued);
      if (value) useAs(frame, value, role === 'url' && posts ? 'send-url' : role, recursive);
      continue;
    }
    const role = spec.operands[Math.min(position, spec.operands.length - 1)];
    // `rm a, b`: a comma makes a list of one parameter.
    position++;
    if (role) useAs(frame, field, role === 'url' && posts ? 'send-url' : role, recursive);
  }
  const [first] = spec.operands;
  if (position === 0 && first && first !== 'text')
    for (const field of piped) useAs(frame, field, first, true);
}

export function useOtherWords(frame: Frame, name: string, given: Field, args: readonly Field[]): void {
  if (/[\\/]/.test(given.text) && isKnown(given.text) && !given.text.includes('(')) {
    usePath(frame, given, 'execute');
    if (/\.(?:ps1|bat|cmd|vbs|js|sh)$/i.test(given.text)) mark(frame, 'script-file');
  }
  // Programs that are the same on every system are read by their own tables.
  if (PORTABLE.test(name)) {
    const { programs } = frame.reading;
    const before = programs.length;
    frame.reading.engine.runProgram({ ...frame, direct: [] }, [literal(name), ...args]);
    programs.splice(before, 1);
    return;
  }
  readUrls(frame, given.text);
  for (const field of args) {
    if (field.text.includes('://')) readUrls(frame, field.text);
    else if (looksLikePath(field.text) || /\\/.test(field.text)) usePath(frame, field, 'read');
  }
}

const PORTABLE =
  /^(?:curl|git|python|python3|py|node|npm|ssh|scp|tar|docker|perl|ruby|gh|kubectl|aws|openssl|nc|ncat)$/;

export function readUrls(frame: Frame, text: string): void {
  for (const [url] of text.matchAll(/[a-z][a-z0-9+.-]*:\/\/[^\s"'<>)]+/gi)) useUrl(frame, url, 'both');
}

/** `[IO.File]::ReadAllText("x")`: a static method with paths among its arguments. */
export function useStaticCall(frame: Frame, text: string): void {
  readUrls(frame, text);
  const match = /\]::(\w+)\((.*)\)/s.exec(text);
  if (!match) return;
  const [, method = '', args = ''] = match;
  const access = /delete/i.test(method)
    ? 'delete'
    : /write|append|create|copy|move/i.test(method)
      ? 'write'
      : 'read';
  for (const [index, word] of args.split(',').entries()) {
    const path = word.trim();
    const moved = /copy|move/i.test(method) && index === 0;
    if (looksLikePath(path) || /^[A-Za-z]:/.test(path))
      usePath(frame, literal(path), moved ? 'read' : access);
  }
}
