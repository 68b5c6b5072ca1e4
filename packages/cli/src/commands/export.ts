import { existsSync, readFileSync } from 'node:fs';
import { compileNative } from '@sallyport/policy-core';
import type { Command } from 'commander';
import { define, failure, isFailure, type Failure } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { chromePolicy } from '../export/chrome-policy.ts';
import { mobileconfig, registryFile } from '../export/desktop.ts';
import { managedMcp } from '../export/managed-mcp.ts';
import { managedSettings, type OwnValues } from '../export/managed-settings.ts';
import { readPackExports, type DesktopKeys, type PackExports } from '../export/pack-exports.ts';
import { loadPolicy } from '../load-policy.ts';
import { plainLine, printLine, tell } from '../terminal.ts';

type Options = Partial<OwnValues> & {
  pack: string;
  platform: string;
  org?: string;
  workspace?: readonly string[];
};

const several = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];
const printText = (text: string): void => {
  for (const line of text.trimEnd().split(/\r?\n/u)) printLine(plainLine(line));
};

const exportsOf = (pack: string): PackExports | Failure =>
  readPackExports(pack) ??
  failure(`there is no pack \`${pack}\`; \`sallyport policy list\` shows what there is`, EXIT.usage);

export function register(program: Command): Command {
  const parent = program
    .command('export')
    .description('Print what other programs have to be told to keep a pack too');
  const command = (name: string, about: string): Command =>
    parent.command(name).description(about).option('--pack <name>', 'a shipped pack', 'company');

  define<Options>(
    command(
      'managed-settings',
      "The client's managed settings: what its rules compile to, and the keys of the pack",
    )
      .option('--mcp-server <url>', 'an approved server, may stand several times', several)
      .option(
        '--marketplace <owner/repo[@ref]>',
        'an approved marketplace of plugins, may stand several times',
        several,
      )
      .option(
        '--domain <name>',
        'a domain that sandboxed commands may reach, may stand several times',
        several,
      )
      .option('--proxy <url>', 'the proxy that everything goes through')
      .option('--ca <file>', "the proxy's certificate, on managed devices only")
      .option('--otlp <url>', 'where telemetry goes')
      .option('--org <uuid>', 'the organisation that people have to sign in to')
      .option('--platform <name>', 'linux, darwin or win32', process.platform),
    [
      'sallyport export managed-settings --pack company --mcp-server "https://mcp.example.com/*" --marketplace example/plugins@v2',
      'sallyport export managed-settings --pack high-risk --domain registry.npmjs.org --json',
    ],
    async ({ json, pack, platform, ...values }) => {
      const own = exportsOf(pack);
      if (isFailure(own)) return own;
      if (values.ca !== undefined && pack === 'individual')
        return failure(
          'a certificate of your own belongs on managed devices only; name the pack `company`',
          EXIT.usage,
        );
      const policy = loadPolicy(pack, { runTests: false });
      if (isFailure(policy)) return policy;
      const { mcpServer = [], marketplace = [], domain = [], ...rest } = values;
      const data = managedSettings(own, compileNative(policy, { platform }), {
        mcpServer,
        marketplace,
        domain,
        ...rest,
      });
      if (!json) printText(JSON.stringify(data, null, 2));
      return { exit: EXIT.ok, data };
    },
  );

  define<Options>(
    command('chrome-policy', "Chrome's policy for Claude's extension").option(
      '--org <uuid>',
      'the organisation that people have to sign in to',
    ),
    ['sallyport export chrome-policy --pack company >sallyport-chrome.json'],
    async ({ json, pack, org }) => {
      const own = exportsOf(pack);
      if (isFailure(own)) return own;
      const data = chromePolicy(own, org);
      if (!json) printText(JSON.stringify(data, null, 2));
      return { exit: EXIT.ok, data };
    },
  );

  define<object>(
    parent
      .command('managed-mcp')
      .argument('<file>', 'a list of servers as clients have it: `{"mcpServers": {…}}`')
      .description(
        "The client's `managed-mcp.json` for a managed machine: these servers and no others, each behind the relay",
      ),
    ['sallyport export managed-mcp servers.json | sudo tee /etc/claude-code/managed-mcp.json'],
    async ({ json }, file = '') => {
      const made = existsSync(file) ? managedMcp(readFileSync(file, 'utf8')) : undefined;
      if (made === undefined)
        return failure(
          `\`${file}\` is no list of servers; it has to hold \`{"mcpServers": {…}}\``,
          EXIT.usage,
        );
      for (const name of made.notRelayed)
        tell(`warning: the server \`${plainLine(name)}\` is no program, so it is not behind the relay`);
      if (!json) printText(JSON.stringify(made.data, null, 2));
      return { exit: EXIT.ok, data: made.data };
    },
  );

  const desktop = (
    name: string,
    about: string,
    render: (keys: DesktopKeys, pack: string) => string,
  ): Command =>
    define<Options>(
      command(name, about)
        .option('--org <uuid>', 'the organisation that people have to sign in to')
        .option('--workspace <dir>', 'a folder that may be worked in, may stand several times', several),
      [`sallyport export ${name} --pack company --workspace /srv/work`],
      async ({ json, pack, org, workspace }) => {
        const own = exportsOf(pack);
        if (isFailure(own)) return own;
        const keys: DesktopKeys = {
          ...own.desktop,
          ...(org === undefined ? {} : { forceLoginOrgUUID: org }),
          ...(workspace === undefined ? {} : { allowedWorkspaceFolders: [...workspace] }),
        };
        if (!json) printText(render(keys, pack));
        return { exit: EXIT.ok, data: keys };
      },
    );
  desktop('mobileconfig', "Claude Desktop's keys as a configuration profile for macOS", mobileconfig);
  desktop('reg', "Claude Desktop's keys as a registry file for Windows", registryFile);
  return parent;
}
