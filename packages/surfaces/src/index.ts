export { canonicalJson } from './actions/canonical-json.ts';
export { claimedOrigin } from './hooks/claimed-origin.ts';
export { capabilityOf } from './hooks/client-capability.ts';
export type { ClientCapability } from './hooks/client-capability.ts';
export { isAtLeast } from './hooks/client-version.ts';
export { express } from './hooks/express.ts';
export type { ReplyContext, ToolResult } from './hooks/express.ts';
export { HOOK_COVERAGE } from './hooks/hook-coverage.ts';
export type { Coverage } from './hooks/hook-coverage.ts';
export type { HookContext, HookEnvironment } from './hooks/hook-context.ts';
export type { InstalledComponent } from './tools/tool-reader.ts';
export { HOOK_EVENTS, hookEventOf, needsProgram, subscribedEvents } from './hooks/hook-events.ts';
export type { BlockForm, HookEvent, HookEventName, Subscription, WarnForm } from './hooks/hook-events.ts';
export { clientVersionOf } from './hooks/hook-origin.ts';
export type { HookReading, LifecycleDetail, ToolOutcome } from './hooks/hook-reading.ts';
export { readEndedCall } from './hooks/read-ended-call.ts';
export { readHook } from './hooks/read-hook.ts';
export { readRanInput } from './hooks/read-ran-input.ts';
export type { ResultText } from './results/result-text.ts';
export type { ResultSpan } from './results/rewrite-result.ts';
export { redactInput } from './hooks/redact-input.ts';
export { replyTo } from './hooks/reply-to.ts';
export type { HookReply } from './hooks/reply-to.ts';
export { TOOL_KINDS } from './tools/tool-table.ts';
export type { McpContext, McpServer, McpSide } from './mcp/mcp-context.ts';
export { MCP_COVERAGE } from './mcp/mcp-coverage.ts';
export type {
  McpAsk,
  McpBatch,
  McpId,
  McpMessage,
  McpNotification,
  McpReading,
  McpRequest,
  McpResponse,
  McpUnreadable,
} from './mcp/mcp-reading.ts';
export { isMcpRevision, MCP_REVISIONS } from './mcp/mcp-revisions.ts';
export type { McpRevision } from './mcp/mcp-revisions.ts';
export { mcpToolName } from './mcp/mcp-tool-name.ts';
export { hasTooManyParts, MAX_JSON_PARTS } from './json-parts.ts';
export { strictJson } from './mcp/json/strict-json.ts';
export type { StrictJson } from './mcp/json/strict-json.ts';
export { canonicalMessage, canonicalText, idKey, readMessage, readMessageBytes } from './mcp/read-message.ts';
export { asksIn, readMcpAnswer } from './mcp/read-mcp-answer.ts';
export { readMcpCall, toolUseIdOf } from './mcp/read-mcp-call.ts';
export type { McpCallReading } from './mcp/read-mcp-call.ts';
export {
  carriesResult,
  readMcpResult,
  rewriteMcpResult,
  withoutClaimedNotes,
} from './mcp/results/mcp-result.ts';
export type { McpResult } from './mcp/results/mcp-result.ts';
export { isTaskName, outcomeIn, taskOf, tasksBegunBy } from './mcp/results/tasks.ts';
export { refusal, refusalOfUnreadable, refusalWithText, withheldResult } from './mcp/refusal.ts';
export { expressMcp } from './mcp/express-mcp.ts';
export { definitionDiff, definitionDiffText, toolDefinitionText } from './mcp/definitions/definition-diff.ts';
export type { DefinitionChange } from './mcp/definitions/definition-diff.ts';
export { filterDefinitions, filterToolsList, withResult } from './mcp/definitions/tools-list.ts';
export type { FilteredTools, ToolDefinition } from './mcp/definitions/tools-list.ts';
export { visibleText } from './mcp/definitions/visible-text.ts';
export { withToolInput } from './mcp/with-tool-input.ts';
