import { z } from 'zod';
import { draft, sample, samples } from '../actions/action-draft.ts';
import { componentLoad } from './component-load.ts';
import { FilePath } from './file-tools.ts';
import { toolCallOf } from './mcp-arguments.ts';
import { pathUses } from './path-uses.ts';
import { toolReader, type ToolReader } from './tool-reader.ts';

const Name = z.string().max(200);

const agent = toolReader(
  ['agent.spawn'],
  z.object({
    prompt: z.string(),
    subagent_type: Name.optional(),
    isolation: Name.optional(),
  }),
  ({ prompt, subagent_type, isolation }) => [
    draft(
      'agent.spawn',
      { remote: isolation === 'remote', ...(subagent_type !== undefined && { agentType: subagent_type }) },
      { effects: isolation === 'remote' ? ['external'] : [], samples: samples(sample('prompt', prompt)) },
    ),
  ],
);

/** A workflow is a script that starts agents; what it holds is only known when it stands in the call. */
const workflow = toolReader(
  ['agent.spawn'],
  z.object({
    script: z.string().optional(),
    name: Name.optional(),
    scriptPath: FilePath.optional(),
  }),
  ({ script, name, scriptPath }, place) => [
    draft(
      'agent.spawn',
      { remote: false, agentType: name === undefined ? 'workflow' : `workflow:${name}`.slice(0, 200) },
      {
        paths: scriptPath === undefined ? [] : [...pathUses(scriptPath, 'execute', place, { literal: true })],
        samples: samples(sample('code', script)),
      },
    ),
  ],
);

const skill = toolReader(
  ['component.load', 'shell.run'],
  z
    .object({
      skill: z.string().max(300).optional(),
      skill_name: z.string().max(300).optional(),
      command: z.string().max(300).optional(),
      args: z.string().optional(),
    })
    .refine((input) => (input.skill ?? input.skill_name ?? input.command ?? '') !== '', 'no skill is named'),
  (input, place) =>
    componentLoad(
      { type: 'skill', name: input.skill ?? input.skill_name ?? input.command ?? '' },
      input.args,
      samples(sample('arguments', input.args)),
      place,
    ),
);

/** Sockets and plain names are agents of this machine; these addresses are sessions of other machines and people. */
const OUTSIDE = /^(?:bridge:|did:|(?:session|cse)_)/;

const sendMessage = toolReader(
  ['message.send'],
  z.object({ to: z.string().min(1).max(500), message: z.unknown().optional() }),
  ({ to, message }) => [
    draft(
      'message.send',
      { recipients: [to] },
      {
        effects: OUTSIDE.test(to.trim()) ? ['external'] : [],
        samples: samples(sample('message', typeof message === 'string' ? message : JSON.stringify(message))),
      },
    ),
  ],
);

/** The file leaves this machine for the user's other devices: reading it and sending it are both decided. */
const sendUserFile = toolReader(
  ['file.read', 'message.send'],
  z.object({ files: z.array(FilePath).max(1000), caption: z.string().optional() }),
  ({ files, caption }, place) => {
    const paths = files.flatMap((file) => pathUses(file, 'read', place, { literal: true }));
    return [
      draft('file.read', {}, { paths }),
      draft(
        'message.send',
        { recipients: ['user'] },
        { effects: ['external'], paths, samples: samples(sample('message', caption)) },
      ),
    ];
  },
);

const pushNotification = toolReader(['message.send'], z.object({ message: z.string() }), ({ message }) => [
  draft(
    'message.send',
    { recipients: ['user'] },
    { effects: ['external'], samples: samples(sample('message', message)) },
  ),
]);

/** Publishes files under the user's account, where others may be given them. Its input is not documented. */
const artifact = toolReader(['file.read', 'share.change'], z.unknown(), (input, place) => {
  const { paths, samples: given } = toolCallOf(input, place);
  return [
    ...(paths.length > 0 ? [draft('file.read', {}, { paths })] : []),
    draft('share.change', { recipients: [] }, { effects: ['external'], paths, samples: given }),
  ];
});

export const agentTools: Readonly<Record<string, ToolReader>> = {
  Agent: agent,
  Task: agent,
  Workflow: workflow,
  Skill: skill,
  SlashCommand: skill,
  SendMessage: sendMessage,
  SendUserFile: sendUserFile,
  PushNotification: pushNotification,
  Artifact: artifact,
};
