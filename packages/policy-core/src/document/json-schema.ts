import { z } from 'zod';
import { PolicyDocument } from './policy-document.ts';
import { RecallDocument } from './recall-document.ts';
import { ToolRightsDocument } from './tool-rights-document.ts';

/** The JSON Schema of the documents that decide, for editors. */
export const policyJsonSchema = (): Record<string, unknown> => ({
  title: 'Sallyport policy',
  ...z.toJSONSchema(z.discriminatedUnion('kind', [PolicyDocument, ToolRightsDocument, RecallDocument]), {
    target: 'draft-2020-12',
    io: 'input',
  }),
});
