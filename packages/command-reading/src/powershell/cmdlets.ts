import type { Role } from '../programs/program.ts';

/** What a cmdlet does with its parameters. Names are lower case; positional words follow `operands` in order. */
export interface Cmdlet {
  readonly name: string;
  readonly operands: readonly Role[];
  readonly parameters: ReadonlyMap<string, Role>;
  /** `-Recurse` is what it does anyway. */
  readonly recursive?: boolean;
}

const cmdlet = (
  name: string,
  operands: string,
  parameters: Partial<Record<Role, string>> = {},
  recursive = false,
): Cmdlet => ({
  name,
  operands: operands === '' ? [] : (operands.split(' ') as Role[]), // the table below is written in roles
  parameters: new Map(
    Object.entries(parameters).flatMap(
      ([role, names]) => names.split(' ').map((parameter): [string, Role] => [parameter, role as Role]), // the keys are roles
    ),
  ),
  ...(recursive && { recursive }),
});

const READ = { read: '-path -literalpath -filepath' };
const LIST = { list: '-path -literalpath' };
const WRITE = { write: '-path -literalpath -filepath' };

const CMDLETS = new Map<string, Cmdlet>(
  [
    ['get-content gc type cat', cmdlet('get-content', 'read', READ)],
    ['select-string sls findstr find', cmdlet('select-string', 'text read', { ...READ, text: '-pattern' })],
    [
      'remove-item ri rm rmdir del erase rd',
      cmdlet('remove-item', 'delete', { delete: '-path -literalpath' }),
    ],
    ['clear-content clc clear-item', cmdlet('clear-content', 'write', WRITE)],
    [
      'copy-item cpi cp copy xcopy robocopy',
      cmdlet('copy-item', 'read write', { read: '-path -literalpath', write: '-destination' }),
    ],
    [
      'move-item mi mv move',
      cmdlet('move-item', 'move write', { move: '-path -literalpath', write: '-destination' }),
    ],
    ['rename-item rni ren', cmdlet('rename-item', 'move text', { move: '-path -literalpath' })],
    ['set-content sc add-content ac', cmdlet('set-content', 'write text', { ...WRITE, text: '-value' })],
    ['out-file tee-object tee', cmdlet('out-file', 'write', WRITE)],
    ['new-item ni mkdir md', cmdlet('new-item', 'write', { ...WRITE, text: '-name -itemtype -value' })],
    [
      'get-childitem gci dir ls',
      cmdlet('get-childitem', 'list', { ...LIST, text: '-filter -include -exclude' }),
    ],
    ['get-item gi test-path resolve-path rvpa get-itemproperty gp get-acl', cmdlet('get-item', 'list', LIST)],
    ['set-acl icacls takeown attrib cacls set-itemproperty sp', cmdlet('set-acl', 'write', WRITE)],
    [
      'invoke-webrequest iwr wget invoke-restmethod irm',
      cmdlet('invoke-webrequest', 'url', {
        url: '-uri',
        write: '-outfile',
        read: '-infile -certificate',
        text: '-method -body -headers -useragent -contenttype',
      }),
    ],
    [
      'start-bitstransfer',
      cmdlet('start-bitstransfer', 'url write', { url: '-source', write: '-destination' }),
    ],
    ['import-csv ipcsv import-clixml import-module ipmo', cmdlet('import-csv', 'read', READ)],
    ['export-csv epcsv export-clixml', cmdlet('export-csv', 'write', WRITE)],
    [
      'compress-archive',
      cmdlet(
        'compress-archive',
        'read write',
        { read: '-path -literalpath', write: '-destinationpath' },
        true,
      ),
    ],
    [
      'expand-archive',
      cmdlet('expand-archive', 'read write', { read: '-path -literalpath', write: '-destinationpath' }),
    ],
    ['get-filehash', cmdlet('get-filehash', 'read', READ)],
    ['format-hex fhx', cmdlet('format-hex', 'read', READ)],
    ['test-netconnection tnc', cmdlet('test-netconnection', 'host', { host: '-computername' })],
    ['invoke-item ii', cmdlet('invoke-item', 'execute', { execute: '-path' })],
    ['certutil bitsadmin', cmdlet('certutil', '')],
    ['clear-disk format-volume format', cmdlet('format-volume', 'delete', {}, true)],
  ].flatMap(([names, value]): [string, Cmdlet][] =>
    // Each row above is a pair of text and cmdlet.
    (names as string).split(' ').map((name) => [name, value as Cmdlet]),
  ),
);

export const findCmdlet = (name: string): Cmdlet | undefined => CMDLETS.get(name);
