import { applyEdits, findNodeAtLocation, getNodeValue, type Edit, type Node } from 'jsonc-parser';
import { insertEdits } from './jsonc-insert.ts';
import { removeEdits } from './jsonc-remove.ts';
import type { JsonValue } from './json-value.ts';
import { bytesOfSettings, parseSettings, type SettingsDocument } from './settings-document.ts';

export type JsonPath = readonly (string | number)[];

export const nodeAt = (document: SettingsDocument, path: JsonPath): Node | undefined =>
  findNodeAtLocation(document.root, [...path]);

/** The value at a path as plain data; our own copy, so a `__proto__` key in it is harmless. */
export const valueAt = (document: SettingsDocument, path: JsonPath): unknown => {
  const node = nodeAt(document, path);
  return node === undefined ? undefined : (getNodeValue(node) as unknown);
};

const edited = (document: SettingsDocument, edits: Edit[]): SettingsDocument => {
  const outcome = parseSettings(bytesOfSettings(applyEdits(document.text, edits), document.bom));
  if (outcome.kind === 'invalid') throw new Error(`an edit made the settings invalid: ${outcome.why}`);
  // The layout that the file had decides, not what our additions made of it.
  return { ...outcome.document, style: document.style };
};

export const append = (
  document: SettingsDocument,
  container: JsonPath,
  item: { readonly key?: string; readonly value: JsonValue },
): SettingsDocument => {
  const node = container.length === 0 ? document.root : nodeAt(document, container);
  if (!node) throw new Error(`no container at ${container.join('.')}`);
  return edited(document, insertEdits(document.text, node, item, document.style));
};

export const remove = (document: SettingsDocument, path: JsonPath): SettingsDocument => {
  const value = nodeAt(document, path);
  // An object's member is its property node; an array's is the value itself.
  const item = value?.parent?.type === 'property' ? value.parent : value;
  if (!item?.parent) throw new Error(`nothing to remove at ${path.join('.')}`);
  return edited(document, removeEdits(document.text, item.parent, item));
};
