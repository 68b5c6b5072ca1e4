import type { Call } from '../../../packages/device/test/spool-support/strace-log.ts';

const labelsIn = (text: string): string[] => [...new Set(text.match(/#\d+#/g))];

/**
 * Reads the log of `strace -f -y` over a daemon that answers on a unix socket. A reply has no label of its own: it is
 * the next thing written to the connection from which a labelled call was read. As everywhere, a reply counts from
 * its beginning; a read, a write and a sync count from their end, and only when they succeeded.
 */
export function readDaemonTrace(log: string): Call[] {
  const calls: Call[] = [];
  const begun = new Map<string, string>();
  const asked = new Map<string, string>();
  for (const line of log.split('\n')) {
    const [, thread = '', rest = ''] = /^(\d+)\s+(.*)$/.exec(line) ?? [];
    const isUnfinished = rest.endsWith('<unfinished ...>');
    const resumed = /^<\.\.\. \w+ resumed>/.exec(rest)?.[0];
    // What a call was given stands in its first half, what it gave back in its second.
    const whole = resumed === undefined ? rest : `${begun.get(thread) ?? ''}${rest.slice(resumed.length)}`;
    if (isUnfinished) begun.set(thread, rest.slice(0, -'<unfinished ...>'.length));
    const [, name = '', descriptor = '', file = ''] = /^(\w+)\((\d+)<([^>]*(?:->[^>]*)?)>/.exec(whole) ?? [];
    const isSocket = /^(?:UNIX|socket:)/.test(file);
    const isWrite = /^(?:write|writev|sendto|sendmsg)$/.test(name);
    if (isSocket && isWrite) {
      const label = asked.get(descriptor);
      if (resumed === undefined && label !== undefined) calls.push({ kind: 'reply', labels: [label] });
      if (resumed === undefined) asked.delete(descriptor);
      continue;
    }
    const isSync = /^(?:fdatasync|fsync)$/.test(name);
    if (isSync && resumed === undefined) calls.push({ kind: 'sync-begins', file, thread });
    const result = Number(/\) += (-?\d+)/.exec(rest)?.[1] ?? -1);
    if (isUnfinished || result < 0) continue;
    if (isSync) calls.push({ kind: 'sync-ends', file, thread });
    else if (isSocket && /^(?:read|readv|recvfrom|recvmsg)$/.test(name)) {
      for (const label of labelsIn(whole)) asked.set(descriptor, label);
    } else if (name === 'close') asked.delete(descriptor);
    else if (/^p?writev?(?:64)?2?$/.test(name) && file.endsWith('.jsonl'))
      calls.push({ kind: 'record', file, labels: labelsIn(whole) });
  }
  return calls;
}
