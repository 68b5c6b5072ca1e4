export { decide } from './decide.ts';
export { loadPolicies } from './load-policies.ts';
export type { LoadedPolicies, LoadOptions } from './load-policies.ts';
export type { CompiledDocument, CompiledPolicy, CompiledRule } from './compiled-policy.ts';
export { formatProblem } from './problem.ts';
export type { Problem } from './problem.ts';
export { PolicyDocument, policyJsonSchema } from './document/policy-document.ts';
export type { ReadCommand } from './document/given.ts';
