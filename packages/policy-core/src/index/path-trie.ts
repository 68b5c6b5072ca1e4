import { indexKey, homeShapes, type PathSetting, type Place } from '../path/place.ts';
import type { Anchor, PathSubject } from '../path/anchor.ts';
import { literalSegment, segmentsMeet } from '../path/glob.ts';

interface Node {
  readonly children: Map<string, Node>;
  readonly rules: number[];
}

const newNode = (): Node => ({ children: new Map(), rules: [] });

/**
 * Anchors by their segments: one tree from the root, one from any home. A plain path walks down and takes what it
 * passes; a pattern or a recursive deed also takes everything below the point where it stops being plain.
 */
export class PathTrie {
  readonly #root = newNode();
  readonly #home = newNode();
  isEmpty = true;

  add(anchor: Anchor, rule: number): void {
    this.isEmpty = false;
    let node = anchor.base === 'root' ? this.#root : this.#home;
    for (const segment of anchor.segments) {
      // Folded as the least sensitive system does, so that one tree serves all of them.
      const key = indexKey(segment);
      let child = node.children.get(key);
      if (child === undefined) {
        child = newNode();
        node.children.set(key, child);
      }
      node = child;
    }
    node.rules.push(rule);
  }

  find({ use, places, setting }: PathSubject, take: (rule: number) => void): void {
    if (!use.certain) {
      // What was written may name any anchor, so every one is a candidate.
      takeBelow(this.#root, take);
      takeBelow(this.#home, take);
      return;
    }
    for (const place of places) this.#findPlace(place, use.recursive, setting, take);
  }

  #findPlace(place: Place, recursive: boolean, setting: PathSetting, take: (rule: number) => void): void {
    const plain = place.wild ? plainLength(place) : place.segments.length;
    const open = place.wild || recursive;
    descend(this.#root, place.keys(), 0, plain, open, take);
    for (const depth of place.homeDepths()) {
      if (depth <= plain) descend(this.#home, place.keys(), depth, plain, open, take);
    }
    if (open && mayHoldHome(place, plain, setting)) takeBelow(this.#home, take);
  }
}

const plainLength = (place: Place): number => {
  const first = place.globs().findIndex((segment) => segment.kind !== 'literal');
  return first < 0 ? place.segments.length : first;
};

const descend = (
  from: Node,
  keys: readonly string[],
  start: number,
  end: number,
  open: boolean,
  take: (rule: number) => void,
): void => {
  let node: Node | undefined = from;
  for (let at = start; at < end && node !== undefined; at++) {
    for (const rule of node.rules) take(rule);
    node = node.children.get(keys[at] ?? '');
  }
  if (node === undefined) return;
  if (open) takeBelow(node, take);
  else for (const rule of node.rules) take(rule);
};

const takeBelow = (node: Node, take: (rule: number) => void): void => {
  for (const rule of node.rules) take(rule);
  for (const child of node.children.values()) takeBelow(child, take);
};

/** Could a home folder be at the plain part, above it through a wildcard, or below it? */
const mayHoldHome = (place: Place, plain: number, setting: PathSetting): boolean => {
  const shapes = homeShapes(setting);
  if (shapes.every((shape) => shape.length < plain)) return false;
  const prefix = place.segments.slice(0, plain).map(literalSegment);
  const below = [...prefix, { kind: 'any-depth' } as const];
  return shapes.some((shape) => segmentsMeet(shape, below, false));
};
