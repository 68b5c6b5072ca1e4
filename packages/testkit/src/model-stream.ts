import type { ScriptedBlock, ScriptedTurn } from './model-request.ts';

const stopReasonOf = (turn: ScriptedTurn): string =>
  turn.some((block) => block.type === 'tool_use') ? 'tool_use' : 'end_turn';

const usage = { input_tokens: 10, output_tokens: 10 };

const messageOf = (id: string, model: string, content: readonly unknown[], stopReason: string | null) => ({
  id,
  type: 'message',
  role: 'assistant',
  model,
  content,
  stop_reason: stopReason,
  stop_sequence: null,
  usage,
});

const event = (name: string, data: object): string =>
  `event: ${name}\ndata: ${JSON.stringify({ type: name, ...data })}\n\n`;

const blockEvents = (block: ScriptedBlock, index: number, toolUseId: string): string =>
  block.type === 'text'
    ? event('content_block_start', { index, content_block: { type: 'text', text: '' } }) +
      event('content_block_delta', { index, delta: { type: 'text_delta', text: block.text } }) +
      event('content_block_stop', { index })
    : event('content_block_start', {
        index,
        content_block: { type: 'tool_use', id: toolUseId, name: block.name, input: {} },
      }) +
      event('content_block_delta', {
        index,
        delta: { type: 'input_json_delta', partial_json: JSON.stringify(block.input) },
      }) +
      event('content_block_stop', { index });

/** The id of a block's tool use: the one the script gives, else one made of message and position. */
const toolUseIdOf = (block: ScriptedBlock, messageId: string, index: number): string =>
  (block.type === 'tool_use' ? block.id : undefined) ?? `toolu_${messageId.slice(4)}_${index}`;

/** A turn as the Messages API streams it. */
export const streamOf = (turn: ScriptedTurn, messageId: string, model: string): string =>
  event('message_start', { message: messageOf(messageId, model, [], null) }) +
  turn.map((block, index) => blockEvents(block, index, toolUseIdOf(block, messageId, index))).join('') +
  event('message_delta', { delta: { stop_reason: stopReasonOf(turn), stop_sequence: null }, usage }) +
  event('message_stop', {});

/** The same turn for a request that did not ask for a stream. */
export const wholeOf = (turn: ScriptedTurn, messageId: string, model: string): string =>
  JSON.stringify(
    messageOf(
      messageId,
      model,
      turn.map((block, index) =>
        block.type === 'text' ? block : { ...block, id: toolUseIdOf(block, messageId, index) },
      ),
      stopReasonOf(turn),
    ),
  );
