import { FailMode, WhenStale } from '@sallyport/action-model';
import { z } from 'zod';
import { Approval, documentHead, documentTail, Name } from './policy-document.ts';

/** Who may use which tools, as a table. `rules-of-rights.ts` makes ordinary rules of it. */
const Right = z
  .enum(['always', 'approve', 'block'])
  .meta({ description: 'always: this table asks for nothing; other policies still may' });
export type Right = z.infer<typeof Right>;

/** No quotes, brackets or backslashes: a tool's name has none, and `*` and `?` are all the wildcards there are. */
const Pattern = z
  .string()
  .max(300)
  .regex(/^[\w.:@/ *?-]+$/u, 'must be a name, in which `*` is any text and `?` one character');

const ToolPattern = z
  .union([Pattern, z.strictObject({ server: Pattern, tool: Pattern.optional() })], {
    error: 'must be a tool such as `Bash` or `mcp__github__*`, or `{server: github, tool: delete_*}`',
  })
  .meta({ description: 'the client’s name of the tool with wildcards, or an MCP server and a tool on it' });
export type ToolPattern = z.infer<typeof ToolPattern>;

export const ToolRight = z.strictObject({
  id: Name.meta({ description: 'names the row in decisions, followed by `-approve` or `-block`' }),
  tools: z.array(ToolPattern).min(1).max(200).meta({ description: 'the tools that the row is about' }),
  except: z
    .array(ToolPattern)
    .max(200)
    .optional()
    .meta({ description: 'tools that the patterns take in and that are not meant' }),
  default: Right.meta({ description: 'for whoever is in none of the groups' }),
  groups: z
    .record(z.string().min(1).max(200), Right)
    .optional()
    .meta({ description: 'by group; the strictest counts for whoever is in several' }),
  say: z.string().min(1).max(2000).optional().meta({
    description: 'one sentence for the person and the model; an ordinary one without it',
  }),
  approval: Approval.optional().meta({ description: 'who answers where the right is `approve`' }),
});
export type ToolRight = z.infer<typeof ToolRight>;

export const ToolRightsDocument = z.strictObject({
  apiVersion: z.literal('sallyport/v1'),
  kind: z.literal('ToolRights'),
  ...documentHead,
  onFailure: FailMode.meta({ description: 'as in a policy; one mode per category' }),
  whenStale: WhenStale.optional().meta({ description: 'as in a policy; one mode per category' }),
  rights: z
    .array(ToolRight)
    .min(1)
    .max(250)
    .meta({ description: 'the rows; of several that mean a tool all count' }),
  ...documentTail,
});
export type ToolRightsDocument = z.infer<typeof ToolRightsDocument>;
