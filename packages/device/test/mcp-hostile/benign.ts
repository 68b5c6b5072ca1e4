import { answers, APPROVED, asks, bytes, calls, lists, listsPrompts, tells, type Turn } from './attack.ts';

const PROMPTS = ['greet', 'part'].map((name) => ({ name, description: `says ${name}`, arguments: [] }));

/** What honest peers say in the same places as the attacks: each line goes on as it came. */
export const BENIGN: readonly (readonly [what: string, turns: readonly Turn[]])[] = [
  ['the same list again', [...lists(1, APPROVED), ...lists(2, APPROVED)]],
  ['the same list in another order', lists(1, APPROVED.toReversed())],
  ['a list whose definitions have their members in another order', lists(1, APPROVED.map((each) => Object.fromEntries(Object.entries(each).toReversed())))], // prettier-ignore
  ['a list in pages', [...lists(1, APPROVED.slice(0, 1), { nextCursor: '2' }), asks(2, 'tools/list', { cursor: '2' }), answers(2, { tools: APPROVED.slice(1) })]], // prettier-ignore
  ['the same prompts twice', [...listsPrompts(1, PROMPTS), ...listsPrompts(2, PROMPTS.toReversed()), asks(3, 'prompts/get', { name: 'greet' })]], // prettier-ignore
  ['prompts in pages', [...listsPrompts(1, PROMPTS.slice(0, 1), { nextCursor: '2' }), asks(2, 'prompts/list', { cursor: '2' }), answers(2, { prompts: PROMPTS.slice(1) })]], // prettier-ignore
  ['news that the list changed', [tells('notifications/tools/list_changed'), ...lists(1, APPROVED)]],
  ['a call and its answer', [calls(1, 'read', { path: 'a' }), answers(1, { content: [{ type: 'text', text: 'hello' }] })]], // prettier-ignore
  ['two calls with ids that are alike', [calls(1, 'read'), calls('1', 'read'), answers('1', { content: [] }), answers(1, { content: [] })]], // prettier-ignore
  ['an id that comes again when its call has been answered', [calls(1, 'read'), answers(1, { content: [] }), calls(1, 'find')]], // prettier-ignore
  ['a batch', [bytes('client', '[{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read","arguments":{}}},{"jsonrpc":"2.0","id":2,"method":"ping"}]')]], // prettier-ignore
  ['arguments in other alphabets', [calls(1, 'read', { path: 'Ж-日本-é-👍' })]],
  ['arguments that are deep', [calls(1, 'read', { a: { b: { c: [[[[{ d: 1 }]]]] } } })]],
  ['arguments with numbers that every reader keeps', [calls(1, 'read', { a: 0.1, b: 9_007_199_254_740_991, c: -5 })]], // prettier-ignore
  ['a notification that nobody knows', [tells('notifications/of-tomorrow', { x: 1 })]],
];
