// Loaded before a server: writes down what comes to it, as it comes, in the file that TAP names.
import { appendFileSync } from 'node:fs';

const emit = process.stdin.emit.bind(process.stdin);
process.stdin.emit = (event, ...values) => {
  if (event === 'data') appendFileSync(process.env.TAP, values[0]);
  return emit(event, ...values);
};
