import type { Command } from 'commander';
import { define, failure } from '../command.ts';
import { EXIT } from '../exit-code.ts';

export const register = (program: Command): Command => {
  const mcp = program.command('mcp').description('Stand between clients and their MCP servers');
  define<object>(
    mcp
      .command('run')
      .description(
        'Start an MCP server in its place and decide what goes through; clients start this instead of the server',
      )
      .option('--name <name>', 'what the client calls the server; policy knows its tools by it')
      .option('--home <folder>', 'the state folder; then no variable of the environment says where it is')
      .argument('[command...]', 'behind `--`: the server, as the client would have started it'),
    ['sallyport mcp run --name files -- npx -y @modelcontextprotocol/server-filesystem ~/work'],
    // With a server behind `--` this is never reached: `start.ts` has begun to relay.
    async () => failure('no server was named; put it behind `--`', EXIT.usage),
  );
  return mcp;
};
