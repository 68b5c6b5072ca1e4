import type { Origin } from '@sallyport/action-model';
import type { HookContext } from './hook-context.ts';
import { originOf } from './hook-origin.ts';
import { CommonPayload } from './hook-payload.ts';

/**
 * Who claims to act, of a payload that gives no action: a lifecycle event, or one that could not be read. Each
 * field counts for itself, so that one bad field does not take the session's id with it.
 */
export const claimedOrigin = (bytes: string, context: HookContext): Origin => {
  const payload = objectOf(bytes);
  const readable = Object.fromEntries(
    Object.entries(CommonPayload.shape).flatMap(([name, schema]) => {
      const field = schema.safeParse(payload[name]);
      return field.success && field.data !== undefined ? [[name, field.data]] : [];
    }),
  );
  return originOf({ hook_event_name: 'unknown', ...readable }, context);
};

const objectOf = (bytes: string): Record<string, unknown> => {
  try {
    const value: unknown = JSON.parse(bytes);
    // Any object will do: its fields are read one by one.
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
};
