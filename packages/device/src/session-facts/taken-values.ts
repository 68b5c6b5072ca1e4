import { CarriedValue, type Action, type ContentSample, type Finding } from '@sallyport/action-model';
import { normalise } from '@sallyport/detectors';
import type { SessionMemory, SessionName } from '@sallyport/enforcement';
import { z } from 'zod';
import { isPublishedExample } from '../hook-endpoint/published-examples.ts';
import { addLine, readLines } from './kept-lines.ts';
import { ValueBook, type TakenValue } from './value-book.ts';

const KeptLine = z.object({
  of: z.string().max(1000),
  atMs: z.number(),
  /** Of the book; in its first line. */
  key: z.string().length(64).optional(),
  value: CarriedValue.extend({
    length: z.int().min(1),
    anchor: z.int().min(0).max(65_535),
    sum: z.int().min(0).max(65_535),
    mac: z.string().length(32),
    reversed: z.boolean().optional(),
    exact: z.string().length(32).optional(),
  }).optional(),
  mark: z
    .object({ number: z.int().min(1), kind: z.string().max(200), exact: z.string().length(32).optional() })
    .optional(),
});
type KeptLine = z.infer<typeof KeptLine>;

const MAX_BOOKS = 2000;
const MAX_LINES = 50_000;
/** As long as what a session has been through counts. */
const LAST_MS = 24 * 60 * 60 * 1000;
/** Of one action; what it carries beyond this is not looked at. */
const MAX_TEXT = 262_144;
const MAX_TOKENS = 64;

/** Everybody writes these everywhere, and they open nothing. */
const EVERYDAY = /email|phone|name|address|birth|network|ip|url|bulk/;
/** What these hold comes in; whoever reads a value again sends it nowhere. */
const COMES_IN: ReadonlySet<string> = new Set(['prompt.submit', 'file.read', 'file.list', 'model.request']);

/**
 * Values that sessions took in by results, prompts and files, known again when an action carries them: as they are, in
 * pieces, reversed, and in any encoding that the detectors read to depth two. Kept as fingerprints in a file that only
 * the guard's user can read, a key a session; what a session took over from others counts for it too.
 */
export class TakenValues {
  readonly #books = new Map<string, ValueBook>();
  readonly #carried = new WeakMap<Action, readonly CarriedValue[]>();
  readonly #sessions: SessionMemory;
  readonly #file: string | undefined;
  readonly #now: () => Date;

  constructor(sessions: SessionMemory, file: string | undefined, now: () => Date) {
    this.#sessions = sessions;
    this.#file = file;
    this.#now = now;
    const sinceMs = now().getTime() - LAST_MS;
    for (const line of readLines(file, KeptLine, MAX_LINES)) {
      const { of, key, value, mark, atMs } = line;
      if (key !== undefined) this.#books.set(of, new ValueBook({ key: Buffer.from(key, 'hex'), values: [] }));
      if (value !== undefined && atMs >= sinceMs) this.#books.get(of)?.restore(value);
      if (mark !== undefined && atMs >= sinceMs) this.#books.get(of)?.restoreMark(mark);
    }
    for (const [of, book] of this.#books) if (book.isEmpty) this.#books.delete(of);
  }

  /** Findings in these samples, and in a file whose reading is listed as sensitive every long token. */
  take(
    action: Action,
    samples: readonly ContentSample[],
    findings: readonly Finding[],
    isListed: boolean,
  ): void {
    const { origin, id } = action;
    if (origin.session === undefined) return;
    const values: TakenValue[] = findings.flatMap(({ detector, rule, sample, start, end }) => {
      if (detector !== 'secret' && (detector !== 'pii' || EVERYDAY.test(rule))) return [];
      const value = samples[sample]?.text.slice(start, end) ?? '';
      return isPublishedExample(value) || value.startsWith('[redacted:')
        ? []
        : [{ detector, rule, source: id, value }];
    });
    if (isListed)
      for (const { text } of samples)
        for (const [value] of [...text.matchAll(/[\w+/=.-]{20,500}/g)].slice(0, MAX_TOKENS))
          if (/\d/.test(value) && /[a-z]/i.test(value))
            values.push({ detector: 'file', rule: 'content', source: id, value });
    if (values.length > 0) this.#keep(origin, values);
  }

  carriedBy(action: Action): readonly CarriedValue[] {
    // Asked for every action, and most sessions have taken in nothing.
    if (this.#books.size === 0 || COMES_IN.has(action.kind)) return [];
    const known = this.#carried.get(action);
    if (known !== undefined) return known;
    const [own, ...parents] = this.#sessions.lineageOf(action.origin);
    const books = [own, ...parents].flatMap((of) => {
      const book = of === undefined ? undefined : this.#books.get(of);
      return book === undefined || book.size === 0 ? [] : [{ of, book }];
    });
    if (books.length === 0) return [];
    const texts = textsOf(action);
    const carried = books
      .flatMap(({ of, book }) =>
        book.find(texts).map((value) => (of === own ? value : { ...value, name: inherited(value.name, of) })),
      )
      .slice(0, 100);
    this.#carried.set(action, carried);
    return carried;
  }

  /** What stands for a value in this session, wherever it is taken out: its sort and its number. */
  nameOf(name: SessionName, kind: string, value: string): string {
    if (name.session === undefined) return kind;
    const [of = ''] = this.#sessions.lineageOf(name);
    const book = this.#books.get(of) ?? new ValueBook();
    const { mark, added } = book.markOf(kind, value);
    if (added !== undefined) this.#put(of, book, [{ mark: added }]);
    return mark;
  }

  #keep(name: SessionName, values: readonly TakenValue[]): void {
    const [of = ''] = this.#sessions.lineageOf(name);
    const book = this.#books.get(of) ?? new ValueBook();
    const added = book.take(values);
    if (added.length > 0)
      this.#put(
        of,
        book,
        added.map((value) => ({ value })),
      );
  }

  #put(of: string, book: ValueBook, added: readonly Partial<KeptLine>[]): void {
    const isKnown = this.#books.has(of);
    this.#books.delete(of);
    this.#books.set(of, book);
    const [oldest] = this.#books.keys();
    if (this.#books.size > MAX_BOOKS && oldest !== undefined) this.#books.delete(oldest);
    const atMs = this.#now().getTime();
    const line = (more: Partial<KeptLine>): void => addLine(this.#file, { of, atMs, ...more });
    if (!isKnown) line({ key: book.key.toString('hex') });
    for (const each of added) line(each);
  }
}

/** Whose it was, so that it is not taken for the session's own of the same number. */
const inherited = (name: string, of: string | undefined): string =>
  `${name}@${of?.slice(of.indexOf('\u0000') + 1).slice(0, 8) ?? ''}`;

/** Everything in an action that can carry a value, and what it says when it is decoded. */
function textsOf(action: Action): readonly string[] {
  const given = [
    ...action.samples.filter(({ role }) => role !== 'result').map(({ text }) => text),
    ...('url' in action && action.url !== undefined ? [action.url] : []),
    ...('query' in action ? [action.query] : []),
    ...('recipients' in action ? [action.recipients.join(' ')] : []),
    ...action.hosts.map(({ host }) => host),
    ...action.paths.map(({ given: path }) => path),
  ];
  const text = given.join('\n').slice(0, MAX_TEXT);
  const role = action.kind === 'shell.run' ? 'command' : 'file';
  return normalise(text, { role }).views.map((view) => view.text);
}
