import type { Decision } from '@sallyport/action-model';
import { PolicyId, RuleId } from '@sallyport/action-model';
import { describe, expect, it } from 'vitest';
import { expressMcp } from './express-mcp.ts';
import { readMessage } from './read-message.ts';
import { REFUSED, refusal, refusalOfUnreadable, refusalWithText, withheldResult } from './refusal.ts';

const decision = (verdict: Decision['verdict'], more: Partial<Decision> = {}): Decision => ({
  verdict,
  enforced: verdict,
  stage: 'enforce',
  obligations: [],
  reasons: [
    { policy: PolicyId.parse('p'), rule: RuleId.parse('keys'), say: 'private keys stay out of agents' },
  ],
  policyVersion: 'v1',
  marks: [],
  ...more,
});
const ask = (method: string, params = {}) => ({ id: 4, method, params });

describe('a refusal', () => {
  it('of a tool is a result that the model is shown, with the reason and the rule', () => {
    const message = refusal(ask('tools/call', { name: 'x' }), decision('block'), {
      toolName: 'mcp__files__x',
    });
    expect(message).toMatchObject({
      jsonrpc: '2.0',
      id: 4,
      result: { isError: true, content: [{ type: 'text' }] },
    });
    const text = JSON.stringify(message);
    for (const part of ['mcp__files__x', 'private keys stay out of agents', 'p/keys'])
      expect(text).toContain(part);
    expect(message).not.toHaveProperty('result.resultType');
  });

  it('says its type to a client whose revision wants one', () => {
    const params = { _meta: { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' } };
    expect(refusal(ask('tools/call', params), decision('block'))).toHaveProperty(
      'result.resultType',
      'complete',
    );
  });

  it('of anything else is an error with a code and what was decided', () => {
    expect(refusal(ask('resources/read'), decision('block', { ticket: 'T1' }))).toMatchObject({
      id: 4,
      error: {
        code: REFUSED,
        data: { sallyport: { verdict: 'block', reasons: [{ rule: 'keys' }], ticket: 'T1' } },
      },
    });
  });

  it('to a server is said in the protocol\u2019s own words', () => {
    expect(refusal(ask('elicitation/create'), decision('block'))).toMatchObject({
      result: { action: 'decline' },
    });
    expect(refusal(ask('sampling/createMessage'), decision('block'))).toMatchObject({ error: { code: -1 } });
  });

  it('can be of something that is no decision', () => {
    const text = 'the guard is away; start it with `sallyport up`';
    expect(refusalWithText(ask('tools/call'), text)).toMatchObject({ result: { content: [{ text }] } });
    expect(refusalWithText(ask('ping'), text)).toMatchObject({ error: { message: text } });
  });

  it('of an unreadable message goes to whoever can be told to have sent it', () => {
    const reading = readMessage('{"jsonrpc":"2.0","id":"a","method":"x","method":"y"}');
    if (reading.kind !== 'unreadable') throw new Error('readable');
    expect(refusalOfUnreadable(reading)).toMatchObject({ id: 'a', error: { code: -32600 } });
    expect(refusalOfUnreadable({ kind: 'unreadable', why: 'not JSON' })).toMatchObject({ id: null });
  });

  it('is a message that every reader takes for one', () => {
    for (const method of ['tools/call', 'resources/read', 'elicitation/create', 'sampling/createMessage'])
      for (const message of [
        refusal(ask(method), decision('block')),
        withheldResult(ask(method), decision('block')),
      ])
        expect(readMessage(JSON.stringify(message)).kind).toBe('response');
  });
});

it('a result that is withheld says that the call has run', () => {
  expect(JSON.stringify(withheldResult(ask('tools/call'), decision('block')))).toContain('has run');
});

const said = (verdict: Decision['verdict'], context: Parameters<typeof expressMcp>[1]) => {
  const { enforced, marks } = expressMcp(decision(verdict), context);
  return [enforced, ...marks];
};

describe('what the gateway can say', () => {
  it.each([
    ['allow', { about: 'request' }, ['allow']],
    ['warn', { about: 'request' }, ['allow', 'warn-not-shown']],
    ['redact', { about: 'request' }, ['block', 'redact-became-block']],
    ['redact', { about: 'request', canRedactInput: true }, ['redact']],
    ['redact', { about: 'result' }, ['redact']],
    ['read-only', { about: 'request' }, ['block', 'read-only-became-approve', 'approve-became-block']],
    ['read-only', { about: 'request', isReadOnly: true }, ['read-only']],
    ['approve', { about: 'request' }, ['block', 'approve-became-block']],
    ['block', { about: 'result' }, ['block']],
  ] as const)('of %s, about %o', (verdict, context, expected) =>
    expect(said(verdict, context)).toEqual(expected),
  );
});
