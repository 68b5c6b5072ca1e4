import { ActivityItem, type ActivityPage, type ApiResult } from '@sallyport/fleet-protocol';
import type { StreamHandlers, StreamState } from '../api/follow-stream.ts';
import type { StreamEvent } from '../api/event-stream-parser.ts';
import { mergeItems, recordId } from './merge-items.ts';

/**
 * The live list of one set of filters. Owns the records the page shows, in order, and when they change: stream
 * events are collected and committed together, at most every `COMMIT_MS`, because each commit renders. While the
 * list is held (somebody reads further down, or paused it) new records wait beside it and are only counted.
 * INVARIANT: the list has no silent hole. After every (re)connection the newest page is asked for; when it doesn't
 * touch what is listed, the list starts again from that page.
 */
export const COMMIT_MS = 250;
export const ASK_MS = 1500;
/** How long after a failure the newest page is asked for again. */
export const RETRY_MS = 5000;
/** A question takes at most one part in so many of the time. */
const ASK_BREAK = 4;
/** More than this in memory serves nobody; the oldest leave and can be asked for again. */
export const MAX_LISTED = 20_000;
/** When more than this wait beside a held list, letting them in asks for the newest page instead. */
export const MAX_WAITING = 5_000;

/**
 * Where the next older page begins: after the last page, or, when the list's end was let go, before a moment. With
 * `since` it is what lies between two moments, both included.
 */
export type PageStart = { readonly cursor: string } | { readonly until: string; readonly since?: string };

/** From the oldest to the newest of some records. */
interface Span {
  readonly since: string;
  readonly until: string;
}

export interface FeedSource {
  readonly getPage: (start: PageStart | undefined) => Promise<ApiResult<ActivityPage>>;
  /** Does a live record belong here? `ask`: only the control plane can tell, so it is asked about its moment. */
  readonly fit: (item: ActivityItem) => 'yes' | 'no' | 'ask';
  readonly follow: (handlers: StreamHandlers) => () => void;
}

export interface FeedSnapshot {
  readonly items: readonly ActivityItem[];
  /** How many new records wait for the list to be let go; `more` when some were not even kept. */
  readonly waiting: number;
  readonly waitingMore: boolean;
  /** Blocked ones among the waiting, told apart because nobody should miss them. */
  readonly waitingBlocked: number;
  readonly stream: StreamState;
  /** `first` until the first page was answered. */
  readonly loading: 'first' | 'older' | 'none';
  readonly failure: string | null;
  readonly hasOlder: boolean;
  /** Events of the stream that this console could not read. */
  readonly unreadable: number;
}

const spanning = (one: Span | undefined, other: Span): Span =>
  one === undefined
    ? other
    : {
        since: one.since < other.since ? one.since : other.since,
        until: one.until > other.until ? one.until : other.until,
      };

export class ActivityFeed {
  #snapshot: FeedSnapshot = {
    items: [],
    waiting: 0,
    waitingMore: false,
    waitingBlocked: 0,
    stream: { kind: 'connecting' },
    loading: 'first',
    failure: null,
    hasOlder: false,
    unreadable: 0,
  };
  readonly #source: FeedSource;
  readonly #listeners = new Set<() => void>();
  #incoming: ActivityItem[] = [];
  readonly #waiting = new Map<string, ActivityItem>();
  #commitTimer: ReturnType<typeof setTimeout> | undefined;
  #askTimer: ReturnType<typeof setTimeout> | undefined;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #stopFollowing: (() => void) | undefined;
  #older: PageStart | undefined;
  #held = false;
  /** The moments of live records that the control plane was not asked about yet. */
  #unasked: Span | undefined;
  #asking = false;
  #stopped = true;
  /** The newest page was had at least once. */
  #hasPage = false;

  constructor(source: FeedSource) {
    this.#source = source;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  readonly snapshot = (): FeedSnapshot => this.#snapshot;

  start(): () => void {
    this.#stopped = false;
    this.#stopFollowing = this.#source.follow({
      onState: (stream) => {
        this.#set({ stream });
        if (stream.kind === 'live') void this.loadNewest();
      },
      onEvents: (events) => this.#receive(events),
    });
    // Without the stream there is still a list; when the stream opens the page is asked for again, which closes
    // the gap between the two.
    void this.loadNewest();
    return () => {
      this.#stopped = true;
      this.#stopFollowing?.();
      clearTimeout(this.#commitTimer);
      clearTimeout(this.#askTimer);
      clearTimeout(this.#retryTimer);
      this.#commitTimer = undefined;
      this.#askTimer = undefined;
    };
  }

  async loadNewest(): Promise<void> {
    clearTimeout(this.#retryTimer);
    const answer = await this.#source.getPage(undefined);
    if (!answer.ok) {
      // A store that was busy once would leave the list without its past for good.
      clearTimeout(this.#retryTimer);
      if (!this.#stopped) this.#retryTimer = setTimeout(() => void this.loadNewest(), RETRY_MS);
      return this.#set({ loading: 'none', failure: answer.message });
    }
    const { items, next } = answer.value;
    const listed = new Set(this.#snapshot.items.map(recordId));
    const touches = next === null || items.some((item) => listed.has(recordId(item)));
    if (this.#hasPage && listed.size > 0 && touches) {
      this.#set({ failure: null });
      return this.#admit(items.filter((item) => !listed.has(recordId(item))));
    }
    // Live records that came while no page could be had; the first page says what lies below them.
    const live = this.#hasPage ? [] : this.#snapshot.items;
    this.#hasPage = true;
    this.#waiting.clear();
    this.#set({ items: mergeItems([], items), loading: 'none', failure: null });
    this.#setOlder(next);
    this.#list(live);
    this.#countWaiting(false);
  }

  async loadOlder(): Promise<void> {
    const start = this.#older;
    if (start === undefined || this.#snapshot.loading !== 'none') return;
    this.#set({ loading: 'older' });
    const answer = await this.#source.getPage(start);
    this.#set({ loading: 'none' });
    // The list started again while the page was on its way: this page belongs to the old one.
    if (this.#older !== start) return;
    if (!answer.ok) return this.#set({ failure: answer.message });
    this.#set({ items: mergeItems(this.#snapshot.items, answer.value.items), failure: null });
    this.#setOlder(answer.value.next);
  }

  /** While held, what is listed stays as it is. */
  hold(held: boolean): void {
    if (this.#held === held) return;
    this.#held = held;
    if (!held) this.letIn();
  }

  /** Lets the waiting records in once, held or not. */
  letIn(): void {
    if (this.#snapshot.waitingMore) {
      this.#set({ items: [] });
      return void this.loadNewest();
    }
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    this.#list(waiting);
    this.#countWaiting(false);
  }

  #receive(events: readonly StreamEvent[]): void {
    let unreadable = 0;
    for (const event of events) {
      // Events were missed that the stream can't send again.
      if (event.event === 'reset') void this.loadNewest();
      if (event.event !== 'activity') continue;
      const item = readItem(event.data);
      if (item === undefined) unreadable += 1;
      else this.#take(item);
    }
    if (unreadable > 0) this.#set({ unreadable: this.#snapshot.unreadable + unreadable });
    // The first page sets the list; events that came before it are merged after it.
    this.#commitTimer ??= setTimeout(() => this.#commit(), COMMIT_MS);
  }

  #take(item: ActivityItem): void {
    const fit = this.#source.fit(item);
    if (fit === 'yes') this.#incoming.push(item);
    if (fit !== 'ask') return;
    this.#unasked = spanning(this.#unasked, { since: item.at, until: item.at });
    // Together with what comes with it; a record that comes alone is hardly waited for.
    if (!this.#asking) this.#askTimer ??= setTimeout(() => void this.#ask(), COMMIT_MS);
  }

  /**
   * Asks which of the live records fit, and about their moments only. However many come, one question is on its way
   * and the next one waits: at least `ASK_MS`, and longer where answers take long.
   */
  async #ask(): Promise<void> {
    this.#askTimer = undefined;
    const span = this.#unasked;
    if (span === undefined) return;
    this.#asking = true;
    this.#unasked = undefined;
    const startedMs = Date.now();
    const answer = await this.#source.getPage(span);
    this.#asking = false;
    // The next question is about this moment too: what was not answered is not lost.
    if (!answer.ok) this.#unasked = spanning(this.#unasked, span);
    if (this.#stopped) return;
    const breakMs = Math.max(ASK_MS, ASK_BREAK * (Date.now() - startedMs));
    this.#askTimer = setTimeout(() => void this.#ask(), breakMs);
    if (!answer.ok) return this.#set({ failure: answer.message });
    this.#set({ failure: null });
    if (answer.value.next !== null) return this.#startAgain();
    const listed = new Set(this.#snapshot.items.map(recordId));
    this.#admit(answer.value.items.filter((item) => !listed.has(recordId(item))));
  }

  /** More came than a page holds. */
  #startAgain(): void {
    if (this.#held) return this.#countWaiting(true);
    this.#set({ items: [] });
    void this.loadNewest();
  }

  #commit(): void {
    this.#commitTimer = undefined;
    const incoming = this.#incoming;
    this.#incoming = [];
    if (this.#snapshot.loading === 'first') {
      this.#incoming = incoming.slice(-MAX_WAITING);
      this.#commitTimer = setTimeout(() => this.#commit(), COMMIT_MS);
    } else this.#admit(incoming);
  }

  #admit(items: readonly ActivityItem[]): void {
    if (items.length === 0) return;
    if (!this.#held) return this.#list(items);
    const newest = this.#snapshot.items[0];
    // Only a reconnection repeats records, so looking the whole list up is rare.
    const late = newest === undefined ? [] : items.filter((item) => item.at <= newest.at);
    const listed = new Set(late.length === 0 ? [] : this.#snapshot.items.map(recordId));
    for (const item of items) {
      const id = recordId(item);
      if (!listed.has(id)) this.#waiting.set(id, item);
    }
    const more = this.#waiting.size > MAX_WAITING;
    for (const id of this.#waiting.keys()) {
      if (this.#waiting.size <= MAX_WAITING) break;
      this.#waiting.delete(id);
    }
    this.#countWaiting(this.#snapshot.waitingMore || more);
  }

  #list(items: readonly ActivityItem[]): void {
    const oldest = this.#snapshot.items.at(-1);
    // What is older than the list's end comes with its own page; put in now it would jump over the hole between.
    const fitting =
      this.#older === undefined || oldest === undefined
        ? items
        : items.filter((item) => item.at >= oldest.at);
    if (fitting.length === 0) return;
    const merged = mergeItems(this.#snapshot.items, fitting);
    if (merged.length <= MAX_LISTED) return this.#set({ items: merged });
    const kept = merged.slice(0, MAX_LISTED);
    const oldestKept = kept.at(-1);
    if (oldestKept !== undefined) this.#older = { until: oldestKept.at };
    this.#set({ items: kept, hasOlder: true });
  }

  #setOlder(next: string | null): void {
    this.#older = next === null ? undefined : { cursor: next };
    this.#set({ hasOlder: next !== null });
  }

  #countWaiting(waitingMore: boolean): void {
    const blocked = [...this.#waiting.values()].filter((item) => item.enforced === 'block').length;
    this.#set({ waiting: this.#waiting.size, waitingMore, waitingBlocked: blocked });
  }

  #set(change: Partial<FeedSnapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...change };
    for (const listener of this.#listeners) listener();
  }
}

const readItem = (data: string): ActivityItem | undefined => {
  try {
    const parsed = ActivityItem.safeParse(JSON.parse(data));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
};
