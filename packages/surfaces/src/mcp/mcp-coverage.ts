import type { ActionKind } from '@sallyport/action-model';
import type { Coverage } from '../hooks/hook-coverage.ts';

const BY_TOOL =
  'only as a tool of a server that goes through the gateway; the client\u2019s own tools are the hook\u2019s';
const byTool = (more: string): Coverage => ({ state: 'enforce', why: `${BY_TOOL}; ${more}` });
const notHere = (why: string): Coverage => ({ state: 'blind', why });

/** A new kind does not compile until this surface has answered for it. */
export const MCP_COVERAGE: Readonly<Record<ActionKind, Coverage>> = {
  'file.read': byTool('what a server reads without being asked is not seen'),
  'file.list': byTool('what a server lists without being asked is not seen'),
  'file.write': byTool('what a server writes without being asked is not seen'),
  'file.delete': byTool('what a server deletes without being asked is not seen'),
  'shell.run': byTool(
    'known shells of the client and its editors; any other server\u2019s command is a `tool.call`',
  ),
  'web.fetch': byTool('the URL is held; redirects are not seen'),
  'web.search': byTool('of a server that declares none it is a `tool.call`'),
  'net.connect': notHere('no method names a connection; a server\u2019s own connections are not seen'),
  'net.upload': byTool('known upload tools are held'),
  'net.download': notHere('no method names a download'),
  'message.send': {
    state: 'enforce',
    why: 'what a person answers to a server is held; a message by a server\u2019s tool is a `tool.call`',
  },
  'share.change': notHere('sharing by a server\u2019s tool is a `tool.call`'),
  'access.grant': byTool('requests of computer use and Cowork are held'),
  'tool.call': {
    state: 'enforce',
    why: 'every tool of every server is held, and every method that nobody knows',
  },
  'prompt.submit': notHere('a prompt goes from the client to the model, past every server'),
  'model.request': {
    state: 'enforce',
    why: 'what a server asks the client\u2019s model is held; what the client asks it itself is not seen',
  },
  'model.response': {
    state: 'enforce',
    why: 'what the model answered a server is held; what it answered the client is not seen',
  },
  'screen.act': byTool('each gesture is held; what the screen shows is not seen'),
  'browser.act': byTool('each gesture is held; the page it lands on is not in the call'),
  'agent.spawn': byTool('known tools that start agents are held'),
  'schedule.create': byTool('known schedulers are held'),
  'config.change': notHere('no method changes the client\u2019s settings'),
  'component.install': byTool('Cowork\u2019s own install tools are held'),
  'component.load': {
    state: 'enforce',
    why: 'a server\u2019s prompt is held before it is given; the server itself is held where it starts',
  },
};
