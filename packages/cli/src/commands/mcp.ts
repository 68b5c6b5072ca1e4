import { approveServer, listCopies, listServers } from '@sallyport/device';
import { definitionDiffText } from '@sallyport/surfaces';
import type { Command } from 'commander';
import { define, failure, isFailure } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { openServers } from '../mcp/open-servers.ts';
import { registerPin } from '../mcp/pin.ts';
import { plain, printLine, style } from '../terminal.ts';

type For = { for?: string };
const FOR = ['--for <user>', 'on a managed machine: whose servers'] as const;

const called = (kind: 'tool' | 'prompt', name: string): string =>
  kind === 'prompt' ? `prompt ${plain(name)}` : plain(name);

export const register = (program: Command): Command => {
  const mcp = program
    .command('mcp')
    .description('Stand between clients and their MCP servers, and look at what servers are');
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
  define<For>(
    mcp
      .command('list')
      .option(...FOR)
      .description('Servers that were relayed here, and what of them waits for a person'),
    ['sallyport mcp list', 'sallyport mcp list --json | jq -r .[].name', 'sudo sallyport mcp list --for ann'],
    async ({ json, for: person }) => {
      const context = openServers(person);
      if (isFailure(context)) return context;
      const copies = await listCopies(context.home);
      const servers = listServers(context.home);
      if (!json) {
        for (const each of servers) {
          const { key, command, admitted, tools, waiting, unpinned, alike, contentSha256, content } = each;
          const state = admitted ? `${tools} tools` : 'not approved';
          const held = waiting.length > 0 && admitted ? `, ${waiting.length} held back` : '';
          printLine(`${style.bold(plain(key))}  ${state}${held}  ${plain(command)}`);
          if (unpinned !== null) printLine(`  unpinned: ${plain(unpinned)}`);
          if (content !== null) printLine(`  content: ${plain([contentSha256, content].join(' ').trim())}`);
          if (alike !== null) printLine(`  held back: ${plain(alike)}`);
          for (const { kind, tool, reasons } of waiting)
            for (const reason of reasons) printLine(`  ${called(kind, tool)}: ${plain(reason)}`);
        }
        if (servers.length === 0) printLine('no server was relayed here yet');
        for (const { name, spec, package: of, version, broken } of copies)
          printLine(
            plain(
              `${name}: ${of}@${version} is pinned for ${spec}${broken === null ? '' : `, broken: ${broken}`}`,
            ),
          );
      }
      return {
        exit: EXIT.ok,
        data: servers.map((server) => ({
          ...server,
          copies: copies.filter(({ name }) => name === server.name),
        })),
      };
    },
  );
  define<For>(
    mcp
      .command('diff')
      .option(...FOR)
      .argument('[server]', 'its name, or its key where several have the name')
      .description(
        'What servers say of their tools and prompts that nobody has approved, beside what was approved',
      ),
    ['sallyport mcp diff', 'sallyport mcp diff files --json'],
    async ({ json, for: person }, word) => {
      const context = openServers(person);
      if (isFailure(context)) return context;
      const servers = listServers(context.home, word);
      const copies = await listCopies(context.home, servers.length === 1 ? servers[0]?.name : word);
      const broken = copies.filter((copy) => copy.broken !== null);
      if (word !== undefined && servers.length === 0 && copies.length === 0)
        return failure(`no server \`${word}\` was seen; \`sallyport mcp list\` shows which were`);
      const waiting = servers.flatMap((server) => server.waiting);
      if (!json) {
        for (const { key, alike } of servers)
          if (alike !== null) printLine(style.bold(plain(`${key}  the server itself: ${alike}`)));
        for (const { key, kind, tool, why, reasons, changes } of waiting) {
          printLine(style.bold(`${plain(key)}  ${called(kind, tool)}  ${why}`));
          for (const reason of reasons) printLine(`  ! ${plain(reason)}`);
          for (const line of definitionDiffText(changes).split('\n')) printLine(`  ${plain(line)}`);
        }
        for (const { name, package: of, version, broken: why, changes } of broken) {
          printLine(style.bold(plain(`${name}  ${of}@${version}  its copy is not what was pinned: ${why}`)));
          for (const how of ['changed', 'added', 'removed'] as const)
            for (const path of changes?.[how] ?? []) printLine(plain(`  ${how}: ${path}`));
        }
        if (waiting.length + broken.length === 0 && servers.every(({ alike }) => alike === null))
          printLine('every tool and prompt says of itself what it said when it was approved');
      }
      return {
        exit: EXIT.ok,
        data: [
          ...waiting,
          ...broken.map((copy) => ({
            server: copy.name,
            why: 'broken-copy',
            changes: copy.changes,
            text: copy.broken,
          })),
        ],
      };
    },
  );
  define<For>(
    mcp
      .command('approve')
      .option(...FOR)
      .argument('<server>', 'its name, or its key where several have the name')
      .argument('[tool]', 'one tool or prompt alone; without it the server as it is now, with all of them')
      .description(
        'Approve a server, or what one of its tools or prompts says of itself now; it is recorded',
      ),
    [
      'sallyport mcp approve files',
      'sallyport mcp approve files write_file',
      'sudo sallyport mcp approve files --for ann',
    ],
    async ({ json, for: person }, word = '', tool) => {
      const context = openServers(person);
      if (isFailure(context)) return context;
      const done = approveServer(context.home, word, tool, context.settings.tier);
      if ('why' in done) return failure(done.why);
      if (!json && done.barred.length > 0)
        printLine(plain(`policy stops these for what they say of themselves: ${done.barred.join(' ')}`));
      if (!json)
        printLine(
          tool === undefined
            ? `\`${plain(done.key)}\` is approved as it is now, with ${done.tools.length} tools; this is on record`
            : `\`${plain(tool)}\` of \`${plain(done.key)}\` is approved as it is now; this is on record`,
        );
      return { exit: EXIT.ok, data: done };
    },
  );
  registerPin(mcp);
  return mcp;
};
