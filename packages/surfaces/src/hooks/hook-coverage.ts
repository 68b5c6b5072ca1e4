import type { ActionKind } from '@sallyport/action-model';

export interface Coverage {
  /** What this surface can do at best; what it does on a device is a matter of proof there. */
  readonly state: 'enforce' | 'observe' | 'blind';
  readonly why: string;
}

/** A new kind does not compile until this surface has answered for it. */
export const HOOK_COVERAGE: Readonly<Record<ActionKind, Coverage>> = {
  'file.read': {
    state: 'enforce',
    why: 'reading tools are held; a file attached with `@` only with its whole prompt, or by native deny rules; what a started program reads is not seen',
  },
  'file.list': { state: 'enforce', why: 'listing tools are held' },
  'file.write': {
    state: 'enforce',
    why: 'writing tools are held; what a started program writes is not seen',
  },
  'file.delete': {
    state: 'enforce',
    why: 'no tool of the client deletes but its shell, which is `shell.run`; deleting MCP tools are held',
  },
  'shell.run': {
    state: 'enforce',
    why: 'the command is held as text; a typed skill runs its inline commands unseen, so the skill itself is held',
  },
  'web.fetch': { state: 'enforce', why: 'the URL is held; redirects are not seen' },
  'web.search': { state: 'enforce', why: 'the query is held; the search runs at the vendor' },
  'net.connect': {
    state: 'enforce',
    why: 'sockets that a tool call names are held; connections of programs and MCP servers are not seen',
  },
  'net.upload': {
    state: 'enforce',
    why: 'the browser\u2019s upload tools are held, without knowing the page',
  },
  'net.download': { state: 'blind', why: 'no tool call names a download of the browser or of a program' },
  'message.send': {
    state: 'enforce',
    why: 'messages between agents and to the user are held; a connector\u2019s are a `tool.call`',
  },
  'share.change': {
    state: 'enforce',
    why: 'publishing an artifact is held; sharing by a connector is a `tool.call`, by a web page a click',
  },
  'access.grant': {
    state: 'enforce',
    why: 'requests of computer use and Cowork are held; a folder that the user adds is only observed',
  },
  'tool.call': { state: 'enforce', why: 'every other tool is held, known or not' },
  'prompt.submit': { state: 'enforce', why: 'held before any model request is made' },
  'model.request': {
    state: 'blind',
    why: 'hooks do not see requests to the model; only the summary of a conversation that was stopped is refused',
  },
  'model.response': { state: 'blind', why: 'hooks do not see the model\u2019s answer before it is used' },
  'screen.act': { state: 'enforce', why: 'each gesture is held; what the screen shows is not seen' },
  'browser.act': { state: 'enforce', why: 'each gesture is held; the page it lands on is not in the call' },
  'agent.spawn': {
    state: 'enforce',
    why: 'held; hooks also fire inside local subagents, never in remote ones',
  },
  'schedule.create': { state: 'enforce', why: 'held; what a remote schedule does later is not seen' },
  'config.change': {
    state: 'enforce',
    why: 'changes of user, project and local settings are held; managed ones only observed, server-delivered ones not seen',
  },
  'component.install': {
    state: 'enforce',
    why: 'Cowork\u2019s own install tools are held; installs by command line are `shell.run`, by menu not seen',
  },
  'component.load': {
    state: 'enforce',
    why: 'skills are held, called or typed; MCP servers and plugins start without any event that could stop them',
  },
};
