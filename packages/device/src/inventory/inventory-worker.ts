import { parentPort, workerData } from 'node:worker_threads';
import type { McpEnvironment } from '../install/mcp/mcp-environment.ts';
import { takeLook, type LookRequest } from './take-look.ts';
import { wrapNewServers } from './wrap-new-servers.ts';

// The body of the thread that takes one look, or afterwards puts servers behind the gateway. Whoever started it may end it at any moment.
export type WrapRequest = { readonly wrap: McpEnvironment };

if (parentPort === null) throw new Error('this file is the body of a worker thread');
// Given by our own side.
const request = workerData as LookRequest | WrapRequest;
parentPort.postMessage('wrap' in request ? await wrapNewServers(request.wrap) : await takeLook(request), []);
