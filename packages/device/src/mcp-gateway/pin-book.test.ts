import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PinBook, type PinEvent } from './pin-book.ts';
import { Seen, type Approved } from './pin-files.ts';
import { waitingTools } from './tool-state.ts';

const identity = { sha256: 'a'.repeat(64), key: 'k'.repeat(16), command: 'x', files: [] };
const server = { name: 'notes', identity };
const prompt = (description: string) => ({ name: 'read', description, arguments: [] });
const tool = (name: string, description = 'does it') => ({ name, description, inputSchema: {} });

function bookOf(start: { seen?: Seen; approved?: Approved } = {}) {
  let seen = start.seen ?? {};
  const told: PinEvent[] = [];
  const open = (): PinBook =>
    new PinBook({
      files: {
        seen: () => structuredClone(seen),
        keepSeen: (now) => void (seen = structuredClone(now)),
        approved: () => start.approved ?? {},
        keepApproved: () => {},
      },
      approvedFile: '/nowhere',
      now: () => new Date('2026-11-22T12:00:00.000Z'),
      tell: (event) => void told.push(event),
    });
  return { open, told, seen: () => seen };
}

describe('what a server says of its tools', () => {
  it('is trusted at first sight, over pages and a restart, and held back when it is another', () => {
    const { open, told, seen } = bookOf();
    const book = open();
    expect(book.stateOf(server, 'read')).toBe('waits');
    book.admit(server);
    book.see(server, [tool('read')], true);
    expect(book.see(server, [tool('write')], true).get('write')).toBe('fine');
    const again = open();
    expect(again.see(server, [tool('read'), tool('write', 'does more'), tool('new')], false)).toEqual(
      new Map([
        ['read', 'fine'],
        ['write', 'changed'],
        ['new', 'new'],
      ]),
    );
    expect(again.stateOf(server, 'never-listed')).toBe('new');
    expect(told.map(({ type }) => type)).toEqual(['first-seen', 'quarantined', 'quarantined']);
    expect(waitingTools(seen(), {}).map(({ tool: name, why }) => [name, why])).toEqual([
      ['write', 'changed'],
      ['new', 'new'],
    ]);
  });

  it('waits for a person where the program is another one, and brings in nothing then', () => {
    const { open } = bookOf();
    const book = open();
    book.admit(server);
    book.see(server, [tool('read')], true);
    const changed = { name: 'notes', identity: { ...identity, sha256: 'b'.repeat(64) } };
    expect(book.stateOf(changed, 'read')).toBe('waits');
    expect([...book.see(changed, [tool('read'), tool('more')], false).values()]).toEqual(['waits', 'waits']);
    book.admit(changed);
    expect(book.stateOf(changed, 'more')).toBe('new');
  });

  it('is never fine with any difference, wherever it stands', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
        const book = bookOf().open();
        book.admit(server);
        book.see(server, [{ ...tool('read'), _meta: one }], true);
        const state = book.see(server, [{ ...tool('read'), _meta: other }], false).get('read');
        // As JSON has them: it knows no negative zero.
        const [was, is] = [one, other].map((value): unknown => JSON.parse(JSON.stringify(value)));
        expect(state).toBe(isDeepStrictEqual(was, is) ? 'fine' : 'changed');
      }),
    );
  });

  it('is never fine under a name that can’t be remembered, also where it is the only one, and spoils no book', () => {
    const long = 'x'.repeat(301);
    for (const name of [long, '__proto__']) {
      const { open, seen } = bookOf();
      const book = open();
      book.admit(server);
      expect(book.see(server, [tool(name)], true).get(name)).toBe('new');
      expect(open().stateOf(server, name)).toBe('new');
      expect(Seen.safeParse(JSON.parse(JSON.stringify(seen()))).success).toBe(true);
    }
  });

  it('is not kept of a server that could not be read again: it waits, and all others stay', () => {
    const { open, seen } = bookOf();
    const book = open();
    book.admit(server);
    book.see(server, [tool('read')], true);
    const odd = { name: 'odd', identity: { ...identity, key: 'o'.repeat(16), command: 'x'.repeat(9000) } };
    book.admit(odd);
    expect([...book.see(odd, [tool('read')], true).values()]).toEqual(['waits']);
    expect(Seen.safeParse(seen()).success).toBe(true);
    expect(open().stateOf(server, 'read')).toBe('fine');
  });

  it('is suspect once somebody has said so of this very definition, whatever it holds, and only of that', () => {
    const said = new Map([['read', { isBarred: false, why: ['x'] }]]);
    fc.assert(
      fc.property(fc.jsonValue(), (meta) => {
        const book = bookOf().open();
        book.admit(server);
        book.see(server, [{ ...tool('read'), _meta: meta }], true);
        const known = book.definitionsOf(server);
        book.see(server, [{ ...tool('read'), _meta: [meta] }], false, new Map());
        book.doubt(server, known, said);
        expect(book.stateOf(server, 'read')).toBe('changed');
        book.doubt(server, book.definitionsOf(server), said);
        expect(book.stateOf(server, 'read')).toBe('suspect');
        book.doubt(server, book.definitionsOf(server), undefined);
        expect(book.stateOf(server, 'read')).toBe('suspect');
        book.doubt(server, book.definitionsOf(server), new Map());
        expect(book.stateOf(server, 'read')).toBe('changed');
      }),
    );
  });

  it('is told of prompts by themselves: a tool of the same name is another thing', () => {
    const { open, told, seen } = bookOf();
    const book = open();
    expect([...book.seePrompts(server, [prompt('p')], true).values()]).toEqual(['waits']);
    book.admit(server);
    // It had them before anybody let it in, so nobody has seen them.
    expect(book.stateOfPrompt(server, 'read')).toBe('new');
    const other = bookOf().open();
    other.admit(server);
    expect(other.stateOfPrompt(server, 'read')).toBe('fine');
    expect([...other.seePrompts(server, [prompt('p')], true).values()]).toEqual(['fine']);
    expect([...other.seePrompts(server, [prompt('q'), { ...prompt('p'), name: 'more' }], false).values()]).toEqual(['changed', 'new']);
    expect([other.stateOfPrompt(server, 'never-listed'), other.stateOf(server, 'read')]).toEqual(['new', 'fine']);
    const doubts = new Map([['more', { isBarred: true, why: ['x'] }]]);
    expect(other.seePrompts(server, [{ ...prompt('p'), name: 'more' }], false, doubts).get('more')).toBe('barred');
    expect(told.at(-1)).toMatchObject({ type: 'first-seen' });
    expect(waitingTools(seen(), {}).map(({ kind, tool: name, why }) => [kind, name, why])).toEqual([['prompt', 'read', 'new']]);
    const approved = { [Object.keys(seen())[0] ?? '']: { identities: [], tools: {}, prompts: { read: Object.values(seen())[0]?.prompts?.['read']?.seen ?? { sha256: '', text: '' } }, at: '', by: 'ann' } };
    expect(bookOf({ seen: seen(), approved }).open().stateOfPrompt(server, 'read')).toBe('fine');
  }); // prettier-ignore

  it('may be named like what every object has', () => {
    const book = bookOf().open();
    book.admit(server);
    book.see(server, [tool('read')], true);
    for (const name of ['constructor', '__proto__', 'toString'])
      expect(book.stateOf(server, name)).toBe('new');
  });
});
