import type { Redirection } from 'unbash';
import { type Field, UNKNOWN } from '../field.ts';
import type { Frame } from '../frame.ts';
import { FROM_FILE, type Stream, textStream } from '../stream.ts';
import { pathOf, useHost, usePath } from '../uses.ts';
import { expandParts, expandText, expandWord } from './expand-word.ts';

/** What the redirections of a command connect it to. */
export interface Connections {
  readonly stdin: Stream;
  /** Files that its standard output goes to, when their names are known. */
  readonly outputs: readonly Output[];
}

interface Output {
  readonly path: string;
  readonly appends: boolean;
}

export function connect(frame: Frame, redirections: readonly Redirection[]): Connections {
  let { stdin } = frame;
  const outputs: Output[] = [];
  for (const redirection of redirections) {
    const descriptor = redirection.descriptor;
    const number = descriptor?.type === 'FileDescriptor' ? descriptor.value : undefined;
    if (redirection.type === 'Redirect') {
      const target = redirection.target;
      if (!target) continue;
      const isInput = redirection.operator === '<' || redirection.operator === '<>';
      for (const field of targetFields(frame, target)) {
        const stream = openTarget(frame, redirection.operator, field);
        if (isInput && (number ?? 0) === 0 && stream) stdin = stream;
        else if (isInput && number !== undefined && stream) keepDescriptor(frame, number, stream);
        const copied = redirection.operator === '<&' ? /^(\d+)-?$/.exec(field.text)?.[1] : undefined;
        const kept = copied === undefined ? undefined : frame.reading.substitutions?.get(`/dev/fd/${copied}`);
        if (kept && (number ?? 0) === 0) stdin = kept;
        else if (kept && number !== undefined) keepDescriptor(frame, number, kept);
        if (!isInput && (number ?? 1) === 1) {
          const path = pathOf(frame, field);
          if (path !== undefined) outputs.push({ path, appends: redirection.operator.includes('>>') });
        }
      }
      continue;
    }
    const text =
      redirection.type === 'HereString' ? hereString(frame, redirection) : hereDocument(frame, redirection);
    if ((number ?? 0) === 0) stdin = textStream(text);
    else if (number !== undefined) keepDescriptor(frame, number, textStream(text));
  }
  return { stdin, outputs };
}

/** What stands behind `/dev/fd/3` and `<&3`. Descriptors that are closed later stay known: a reading too many. */
export function keepDescriptor({ reading }: Frame, number: number, stream: Stream): void {
  if (stream.text === undefined || number > 255) return;
  const substitutions = (reading.substitutions ??= new Map());
  for (const folder of ['/dev/fd', '/proc/self/fd', '/proc/thread-self/fd'])
    substitutions.set(`${folder}/${number}`, stream);
}

function targetFields(frame: Frame, target: Parameters<typeof expandWord>[1]): readonly Field[] {
  const fields: Field[] = [];
  expandWord(frame, target, fields);
  return fields;
}

/** Notes what the redirection opens; for input, gives what is read from it. */
function openTarget(frame: Frame, operator: string, field: Field): Stream | undefined {
  const { text } = field;
  const substituted = frame.reading.substitutions?.get(text);
  if (substituted) return substituted;
  if ((operator === '>&' || operator === '<&') && /^(?:\d+-?|-)$/.test(text)) return undefined;
  const network = /^\/dev\/(tcp|udp)\/([^/]*)(?:\/(.*))?$/.exec(text);
  if (network) {
    const [, scheme, host = '', port = ''] = network;
    useHost(frame, host === '' ? UNKNOWN : host, {
      scheme,
      direction: operator === '<' ? 'receive' : operator === '<>' || operator === '>&' ? 'both' : 'send',
      ...(/^\d{1,5}$/.test(port) && { port: Number(port) }),
    });
    return { from: 'program' };
  }
  if (text.startsWith('/dev/')) {
    if (/^\/dev\/(?:null|stdin|stdout|stderr|tty|zero|u?random|full|fd\/\d+)$/.test(text)) return undefined;
  }
  if (operator === '<' || operator === '<>') {
    usePath(frame, field, 'read');
    if (operator === '<>') usePath(frame, field, 'write');
    const path = pathOf(frame, field);
    return (path === undefined ? undefined : frame.reading.files?.get(path)) ?? FROM_FILE;
  }
  usePath(frame, field, 'write');
  return undefined;
}

function hereString(frame: Frame, redirection: Extract<Redirection, { type: 'HereString' }>): string {
  return redirection.target ? `${expandText(frame, redirection.target)}\n` : '';
}

function hereDocument(frame: Frame, redirection: Extract<Redirection, { type: 'HereDoc' }>): string {
  const { body, delimiter, operator } = redirection;
  const parts = delimiter?.quoted ? undefined : body.parts;
  const text = parts ? expandParts(frame, parts, body.text) : body.text;
  return operator === '<<-' ? text.replaceAll(/^\t+/gm, '') : text;
}
