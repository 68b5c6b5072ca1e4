import { z } from 'zod';

/**
 * Every kind of identifier in the product, in one list that only grows. A branded id cannot be passed where
 * another kind is wanted; at run time it is a plain string of at most 200 characters.
 */
const id = <Name extends string>(name: Name) => z.string().min(1).max(200).brand(name);

export const ActionId = id('ActionId');
export const DeviceId = id('DeviceId');
export const SessionId = id('SessionId');
/** The client's own id of one tool call (`toolu_…`); a claim until two paths agree on it. */
export const ToolUseId = id('ToolUseId');
export const PolicyId = id('PolicyId');
export const RuleId = id('RuleId');

export type ActionId = z.infer<typeof ActionId>;
export type DeviceId = z.infer<typeof DeviceId>;
export type SessionId = z.infer<typeof SessionId>;
export type ToolUseId = z.infer<typeof ToolUseId>;
export type PolicyId = z.infer<typeof PolicyId>;
export type RuleId = z.infer<typeof RuleId>;

/** UTC, ISO 8601 with milliseconds, as `Date#toISOString` writes it. */
export const Timestamp = z.iso.datetime({ precision: 3 });
export type Timestamp = z.infer<typeof Timestamp>;
