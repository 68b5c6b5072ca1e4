import { resultText, type ResultText } from '../../results/result-text.ts';

/** All texts in what one side of a server's connection sent; no tool of the client's own, so nothing in it is the client's word. */
export const serverText = (value: unknown): ResultText => resultText('mcp__', value);
