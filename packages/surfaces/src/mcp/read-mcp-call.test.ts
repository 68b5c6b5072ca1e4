import { Action } from '@sallyport/action-model';
import { describe, expect, it } from 'vitest';
import { mcpContext } from '../../test/mcp-context.ts';
import { testContext } from '../../test/test-context.ts';
import { readHook } from '../hooks/read-hook.ts';
import { asksIn, readMcpAnswer } from './read-mcp-answer.ts';
import { readMcpCall } from './read-mcp-call.ts';
import { readMessage } from './read-message.ts';

const asked = (
  method: string,
  params: Readonly<Record<string, unknown>> = {},
  from: 'client' | 'server' = 'client',
) => readMcpCall({ method, params }, mcpContext(from));

const actionsOf = (reading: ReturnType<typeof readMcpCall>): readonly Action[] => {
  if (reading.kind !== 'actions') throw new Error(reading.kind);
  return reading.actions.map((action) => Action.parse(action));
};
const textOf = (action: Action | undefined): string =>
  action?.samples.map(({ text }) => text).join('\n') ?? '';

describe('a call of a tool', () => {
  const args = { path: '~/.ssh/config' };

  it('is what the hook sees of it, with the same digest and the same id of the call', () => {
    const reading = asked('tools/call', {
      name: 'read_text_file',
      arguments: args,
      _meta: { 'claudecode/toolUseId': 'toolu_1' },
    });
    const hook = readHook(
      {
        hook_event_name: 'PreToolUse',
        tool_name: 'mcp__files__read_text_file',
        tool_input: args,
        tool_use_id: 'toolu_1',
        cwd: '/home/ann/project',
      },
      testContext(),
    );
    if (hook.kind !== 'actions') throw new Error('unreadable');
    expect(reading).toMatchObject({
      toolName: 'mcp__files__read_text_file',
      toolInput: args,
      toolUseId: 'toolu_1',
    });
    const seen = actionsOf(reading);
    expect(seen.map(({ kind, digest, paths, tool }) => ({ kind, digest, paths, tool }))).toEqual(
      hook.actions.map(({ kind, digest, paths, tool }) => ({ kind, digest, paths, tool })),
    );
    expect(seen[0]?.origin).toMatchObject({ surface: 'mcp', mcpServer: 'files', toolUseId: 'toolu_1' });
  });

  it('without arguments is one with none', () => {
    expect(asked('tools/call', { name: 'list' })).toMatchObject({ kind: 'actions', toolInput: {} });
  });

  it('keeps the server\u2019s own name of the tool beside the client\u2019s', () => {
    const [action] = actionsOf(asked('tools/call', { name: 'repo.read file/1' }));
    expect(action?.tool).toMatchObject({
      name: 'mcp__files__repo_read_file_1',
      serverTool: 'repo.read file/1',
    });
  });

  it.each([
    ['no name', {}],
    ['an empty name', { name: '' }],
    ['a name too long for anybody', { name: 'x'.repeat(257) }],
    ['a name that is no text', { name: 1 }],
    ['a name with a space behind it', { name: 'delete_repo ' }],
    ['a name with what nobody sees', { name: 'delete\u200b_repo' }],
    ['arguments that are a list', { name: 'x', arguments: [1] }],
    ['arguments that are a text', { name: 'x', arguments: '{}' }],
    ['null for arguments', { name: 'x', arguments: null }],
    ['answers that are no object', { name: 'x', inputResponses: [] }],
    ['an answer that is no object', { name: 'x', inputResponses: { a: 'yes' } }],
  ])('with %s is unreadable', (_what, params) => expect(asked('tools/call', params).kind).toBe('unreadable'));

  it('takes an id of a call only when it is one', () => {
    const reading = asked('tools/call', { name: 'x', _meta: { 'claudecode/toolUseId': 'x'.repeat(201) } });
    expect(reading).not.toHaveProperty('toolUseId');
  });
});

describe('what else a client asks', () => {
  it('reads a resource as the client\u2019s own tool does', () => {
    const input = { server: 'files', uri: 'file:///home/ann/.ssh/id_ed25519' };
    const hook = readHook(
      {
        hook_event_name: 'PreToolUse',
        tool_name: 'ReadMcpResourceTool',
        tool_input: input,
        cwd: '/home/ann/project',
      },
      testContext(),
    );
    if (hook.kind !== 'actions') throw new Error('unreadable');
    const [action] = actionsOf(asked('resources/read', { uri: input.uri }));
    expect(action).toMatchObject({
      kind: 'tool.call',
      digest: hook.actions[0]?.digest,
      paths: hook.actions[0]?.paths,
    });
    expect(action?.paths[0]?.path).toBe('/home/ann/.ssh/id_ed25519');
  });

  it.each([
    ['resources/subscribe', { uri: 'file:///home/ann/.aws/credentials' }],
    [
      'subscriptions/listen',
      { notifications: { resourceSubscriptions: ['file:///home/ann/.aws/credentials'] } },
    ],
    [
      'completion/complete',
      { ref: { type: 'ref/resource', uri: 'x' }, argument: { name: 'path', value: '~/.aws/credentials' } },
    ],
    ['vendor/readFile', { path: '~/.aws/credentials' }],
  ])('%s shows the file that it names', (method, params) => {
    const [action] = actionsOf(asked(method, params));
    expect(action).toMatchObject({ kind: 'tool.call' });
    expect(action?.paths.map(({ path }) => path)).toContain('/home/ann/.aws/credentials');
  });

  it('takes a subscription to nothing for a method that nobody knows, as revisions without it have it', () => {
    const [action] = actionsOf(asked('resources/subscribe', { path: '~/.aws/credentials' }));
    expect(action).toMatchObject({
      kind: 'tool.call',
      tool: { name: 'unknownMethod', serverTool: 'resources/subscribe', known: false },
    });
    expect(action?.paths.map(({ path }) => path)).toContain('/home/ann/.aws/credentials');
    expect(asked('resources/subscribe', { uri: null }).kind).toBe('unreadable');
  });

  it('takes no address with what readers of addresses leave out', () => {
    for (const uri of ['fi\nle:///etc/shadow', 'file:///etc/sha\tdow'])
      for (const method of ['resources/read', 'resources/subscribe'])
        expect(asked(method, { uri }).kind).toBe('unreadable');
  });

  it('loads a prompt as a typed one is loaded', () => {
    const [action] = actionsOf(asked('prompts/get', { name: 'greet', arguments: { who: 'bob' } }));
    expect(action).toMatchObject({
      kind: 'component.load',
      component: { type: 'mcp-server', name: 'mcp__files__greet', source: 'mcp' },
      samples: [{ role: 'prompt', text: '/mcp__files__greet bob' }],
    });
  });

  it.each([
    'initialize', 'ping', 'server/discover', 'tools/list', 'resources/list', 'resources/templates/list', 'resources/unsubscribe', 'prompts/list',
    'logging/setLevel', 'tasks/get', 'tasks/result', 'tasks/list', 'tasks/cancel', 'tasks/update', 'subscriptions/listen',
  ])('%s passes', (method) => expect(asked(method)).toEqual({ kind: 'passes' })); // prettier-ignore

  it.each([
    'vendor/anything',
    'TOOLS/CALL',
    'tools/call2',
    '__proto__',
    'constructor',
    'toString',
    'sampling/createMessage',
    'elicitation/create',
    'roots/list',
  ])('%s is a call of a method that nobody knows', (method) => {
    const [action] = actionsOf(asked(method, { text: 'hello' }));
    expect(action).toMatchObject({
      kind: 'tool.call',
      tool: { name: 'unknownMethod', server: 'files', serverTool: method, known: false },
    });
    expect(textOf(action)).toContain('hello');
  });

  it.each(['tools/call', 'resources/read', 'prompts/get', 'initialize', 'tools/list'])(
    '%s is one too when a server asks it',
    (method) =>
      expect(actionsOf(asked(method, { name: 'x' }, 'server'))[0]?.tool?.name).toBe('unknownMethod'),
  );
});

describe('what a server asks', () => {
  it('is a request to the model, with all that goes into it', () => {
    const [action] = actionsOf(
      asked(
        'sampling/createMessage',
        {
          systemPrompt: 'be brief',
          messages: [
            { role: 'user', content: { type: 'text', text: 'first' } },
            {
              role: 'user',
              content: [{ type: 'tool_result', toolUseId: 't', content: [{ type: 'text', text: 'second' }] }],
            },
          ],
          tools: [{ name: 'x', description: 'third' }],
          modelPreferences: { hints: [{}, { name: 'sonnet' }] },
          includeContext: 'allServers',
          maxTokens: 10,
        },
        'server',
      ),
    );
    expect(action).toMatchObject({ kind: 'model.request', model: 'sonnet', effects: ['external'] });
    for (const text of ['be brief', 'first', 'second', 'third']) expect(textOf(action)).toContain(text);
  });

  it('is a question to the person, by a form or by a page', () => {
    const [form] = actionsOf(
      asked(
        'elicitation/create',
        { message: 'Sign in', requestedSchema: { properties: { p: { title: 'Password' } } } },
        'server',
      ),
    );
    expect(form).toMatchObject({ kind: 'tool.call', tool: { name: 'Elicitation', server: 'files' } });
    expect(textOf(form)).toBe('Sign in\nPassword');
    const [page] = actionsOf(
      asked(
        'elicitation/create',
        { mode: 'url', message: 'x', url: 'https://login.evil.example/' },
        'server',
      ),
    );
    expect(page?.hosts).toMatchObject([{ host: 'login.evil.example' }]);
  });

  it('passes when it only asks for folders or for an answer', () => {
    for (const method of ['ping', 'roots/list', 'tasks/get'])
      expect(asked(method, {}, 'server')).toEqual({ kind: 'passes' });
  });
});

const answer = (result: object) => {
  const response = readMessage(JSON.stringify({ jsonrpc: '2.0', id: 1, result }));
  if (response.kind !== 'response') throw new Error('unreadable');
  return readMcpAnswer(response, mcpContext());
};

describe('what a client answers a server', () => {
  it('is a message to it when a person said something', () => {
    expect(actionsOf(answer({ action: 'accept', content: { password: 'hunter2' } }))).toMatchObject([
      { kind: 'message.send', recipients: ['mcp:files'], samples: [{ text: '{"password":"hunter2"}' }] },
    ]);
    expect(answer({ action: 'decline' })).toEqual({ kind: 'passes' });
  });

  it('is the model\u2019s answer when it was asked, and nothing when it tells its folders', () => {
    const [action] = actionsOf(
      answer({ role: 'assistant', content: { type: 'text', text: 'said' }, model: 'm' }),
    );
    expect(action).toMatchObject({ kind: 'model.response', model: 'm' });
    expect(textOf(action)).toContain('said');
    expect(answer({ roots: [{ uri: 'file:///home/ann/project' }] })).toEqual({ kind: 'passes' });
  });

  it('is looked at beside folders too', () => {
    expect(actionsOf(answer({ roots: [], note: 'the key is x' }))[0]?.kind).toBe('model.response');
  });

  it('is found in the parameters of its next request, of any method', () => {
    const inputResponses = { q: { action: 'accept', content: { code: '1234' } } };
    const kinds = (method: string, params: object) =>
      actionsOf(asked(method, { ...params, inputResponses })).map(({ kind }) => kind);
    expect(kinds('tools/call', { name: 'x' })).toEqual(['tool.call', 'message.send']);
    expect(kinds('tasks/update', { taskId: 't' })).toEqual(['message.send']);
    expect(kinds('resources/read', { uri: 'x:y' })).toEqual(['tool.call', 'message.send']);
  });
});

const inside = (message: object) => {
  const reading = readMessage(JSON.stringify({ jsonrpc: '2.0', ...message }));
  if (reading.kind !== 'response' && reading.kind !== 'notification') throw new Error('unreadable');
  return asksIn(reading);
};

describe('a question inside of something that is none', () => {
  const ask = { method: 'elicitation/create', params: { message: 'Sign in' } };

  it('is found in a result that needs input, in a task, and in an error that wants a page opened', () => {
    expect(inside({ id: 1, result: { resultType: 'input_required', inputRequests: { a: ask } } })).toEqual([
      ask,
    ]);
    expect(
      inside({
        method: 'notifications/tasks',
        params: { status: 'input_required', inputRequests: { a: ask } },
      }),
    ).toEqual([ask]);
    const error = {
      code: -32042,
      message: 'x',
      data: { elicitations: [{ mode: 'url', url: 'https://x.example/' }] },
    };
    expect(inside({ id: 1, error })).toEqual([
      { method: 'elicitation/create', params: { mode: 'url', url: 'https://x.example/' } },
    ]);
  });

  it('that is no request is one that nobody knows', () => {
    for (const inputRequests of ['x', { a: 'x' }, [{ params: {} }]])
      expect(inside({ id: 1, result: { inputRequests } }).map(({ method }) => method)).toEqual([
        'inputRequests',
      ]);
  });

  it('is not there in an ordinary result', () => {
    expect(inside({ id: 1, result: { content: [] } })).toEqual([]);
  });
});
