/** The row of the last-resort table for what servers offer, where a tool has none of its own. */
export const EVERY_SERVER = 'mcp__*';
