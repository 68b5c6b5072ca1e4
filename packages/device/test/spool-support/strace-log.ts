/** What the kernel was asked, in order. */
export type Call =
  | { readonly kind: 'record'; readonly file: string; readonly labels: readonly string[] }
  | { readonly kind: 'sync-begins'; readonly file: string; readonly thread: string }
  | { readonly kind: 'sync-ends'; readonly file: string; readonly thread: string }
  | { readonly kind: 'reply'; readonly labels: readonly string[] };

const labelsIn = (text: string): string[] => [...text.matchAll(/#(\d+)#/g)].map(([label]) => label);

/**
 * Reads the log of `strace -f -y -s 65535`. A call of another thread may come between the beginning and the end of
 * one (`<unfinished ...>`, `resumed`): a write counts from its end, and only when it succeeded; a reply from its
 * beginning; a sync covers what was written when it began, once it has ended well.
 */
export function readStraceLog(log: string): Call[] {
  const calls: Call[] = [];
  const begun = new Map<string, string>();
  for (const line of log.split('\n')) {
    const [, thread = '', rest = ''] = /^(\d+)\s+(.*)$/.exec(line) ?? [];
    const unfinished = rest.endsWith('<unfinished ...>');
    const resumed = /^<\.\.\. (\w+) resumed>/.exec(rest);
    const start = unfinished ? rest : resumed === null ? rest : (begun.get(thread) ?? '');
    if (unfinished) begun.set(thread, rest);
    const [, name = '', file = ''] = /^(\w+)\(\d+<([^>]*)>/.exec(start) ?? [];
    const isReply = /^(write|writev|sendto|sendmsg)$/.test(name) && file.startsWith('UNIX');
    const isSocket = isReply || file.startsWith('socket:');
    if (isSocket && start.includes('reply #')) {
      if (resumed === null) calls.push({ kind: 'reply', labels: labelsIn(start) });
      continue;
    }
    const isSync = /^(fdatasync|fsync)$/.test(name);
    if (isSync && resumed === null) calls.push({ kind: 'sync-begins', file, thread });
    const result = Number(/\) += (-?\d+)/.exec(rest)?.[1] ?? -1);
    if (unfinished || result < 0) continue;
    if (isSync) calls.push({ kind: 'sync-ends', file, thread });
    else if (/^p?writev?(64)?2?$/.test(name) && file.endsWith('.jsonl')) {
      calls.push({ kind: 'record', file, labels: labelsIn(start) });
    }
  }
  return calls;
}

/** Replies that began before the record's bytes were written and a sync of that file, begun later, had succeeded. */
export function repliesTooEarly(calls: readonly Call[]): { replies: number; early: string[] } {
  const written = new Map<string, readonly string[]>();
  const covered = new Map<string, readonly string[]>();
  const durable = new Set<string>();
  const early: string[] = [];
  let replies = 0;
  for (const call of calls) {
    if (call.kind === 'record') {
      written.set(call.file, [...(written.get(call.file) ?? []), ...call.labels]);
    } else if (call.kind === 'sync-begins') {
      covered.set(call.thread, written.get(call.file) ?? []);
      written.delete(call.file);
    } else if (call.kind === 'sync-ends') {
      for (const label of covered.get(call.thread) ?? []) durable.add(label);
    } else {
      replies += call.labels.length;
      early.push(...call.labels.filter((label) => !durable.has(label)));
    }
  }
  return { replies, early };
}
