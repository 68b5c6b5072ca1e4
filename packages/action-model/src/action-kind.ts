import { z } from 'zod';

/** What is done, never who does it or where it was seen: there is no "Cowork action". */
export const ACTION_KINDS = [
  'file.read',
  'file.list',
  'file.write',
  'file.delete',
  'shell.run',
  'web.fetch',
  'web.search',
  'net.connect',
  'net.upload',
  'net.download',
  'message.send',
  'share.change',
  'access.grant',
  'tool.call',
  'prompt.submit',
  'model.request',
  'model.response',
  'screen.act',
  'browser.act',
  'agent.spawn',
  'schedule.create',
  'config.change',
  'component.install',
  'component.load',
] as const;

export const ActionKind = z.enum(ACTION_KINDS);
export type ActionKind = z.infer<typeof ActionKind>;

/** What the deed can cause outside the agent's own working files. */
export const Effect = z.enum(['external', 'irreversible', 'financial', 'identity', 'production', 'public']);
export type Effect = z.infer<typeof Effect>;
