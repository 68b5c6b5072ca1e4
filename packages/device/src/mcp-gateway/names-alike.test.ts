import { describe, expect, it } from 'vitest';
import { serversWithPack } from '../../test/mcp-pack.ts';

const tool = (name: string) => ({ name, description: 'does it', inputSchema: { type: 'object' } });

/** A server with this tool, and after it another one with that: what is shown of the second, and what is told. */
async function after(
  [firstName, first]: readonly [string, string],
  [name, other]: readonly [string, string],
  pack: 'none' | 'individual' | 'company' = 'none',
) {
  const place = serversWithPack(pack);
  const before = place.server(firstName, 'one');
  if (pack === 'company') before.approve();
  await before.list([tool(first)]);
  if (pack === 'company') before.approve();
  const server = place.server(name, 'two');
  const shown = await server.list([tool(other)]);
  return { ...place, before, server, shown };
}

describe('a tool of another server', () => {
  it.each([
    ['read_fiIe', 'read_file'],
    ['rеad_file', 'read_file'],
    ['read\u200b_file', 'read_file'],
    ['read_file', 'read_fi1e'],
  ])('whose name %s is taken for %s waits for a person, whatever policy says', async (name, known) => {
    const { server, shown, waiting, before } = await after(['files', known], ['other', name]);
    expect(shown).toEqual([]);
    expect(await server.call(name)).toContain('for a person to look at first');
    expect(waiting()).toMatchObject([
      { tool: name, why: 'suspect', reasons: [`its name looks like \`${known}\` of \`files\``] },
    ]);
    expect(await before.list([tool(known)])).toEqual([known]);
    server.approve(name);
    expect(await server.list([tool(name)])).toEqual([name]);
  });

  it('that is written with other letters is the one that waits, also where it came first', async () => {
    const { shown, before } = await after(['files', 'rеad_file'], ['other', 'read_file']);
    expect(shown).toEqual(['read_file']);
    expect(await before.list([tool('rеad_file')])).toEqual([]);
    before.approve('rеad_file');
    expect(await before.list([tool('rеad_file')])).toEqual(['rеad_file']);
  });

  it.each([
    ['read_file', 'readFile'],
    ['read-file', 'read_file'],
    ['READ_FILE', 'read_file'],
    ['search', 'search'],
  ])('that is spelled %s beside %s is ordinary, and told', async (name, known) => {
    const { shown, told } = await after(['files', known], ['other', name]);
    expect(shown).toEqual([name]);
    expect(told.filter(({ type }) => type === 'shadowed')).toEqual([
      {
        type: 'shadowed',
        server: 'other',
        tool: name,
        other: 'files',
        ...(name === known ? {} : { otherTool: known }),
      },
    ]);
  });

  it('that would have the name of another one in the client waits', async () => {
    const { shown, waiting } = await after(['db__admin', 'drop'], ['db', 'admin__drop']);
    expect(shown).toEqual([]);
    expect(waiting()).toMatchObject([
      { reasons: ["its name can't be told from those of the server `db__admin`"] },
    ]);
    expect((await after(['hub', 'x'], ['db', 'github__create'])).shown).toEqual(['github__create']);
  });

  it('is not held for one that nobody has let in', async () => {
    const place = serversWithPack('company');
    await place.server('bad', 'one').list([tool('read_fiIe')]);
    const good = place.server('files', 'two');
    await good.list([tool('read_file')]);
    expect(place.waiting()).toContainEqual(expect.objectContaining({ server: 'files', why: 'new' }));
    good.approve();
    expect(await good.list([tool('read_file')])).toEqual(['read_file']);
  });
});

describe('a server', () => {
  it.each([
    ['gіthub', 'github'],
    ['gIthub', 'glthub'],
    ['github\u200b', 'github'],
    ['my.notes', 'my notes'],
    ['db__admin', 'db'],
  ])('called %s after %s waits for a person, whatever it is asked', async (name, known) => {
    const { server, shown, told } = await after([known, 'read'], [name, 'write']);
    expect(shown).toEqual([]);
    expect(await server.call('write')).toContain('its name can be taken for that of another server');
    expect(told).toContainEqual(
      expect.objectContaining({ type: 'server-alike', server: name, other: known }),
    );
    // One tool says nothing of the server that has it.
    server.approve('write');
    expect(await server.list([tool('write')])).toEqual([]);
    server.approve();
    expect(await server.list([tool('write')])).toEqual(['write']);
    expect(await server.call('write')).toBeUndefined();
  });

  it.each([
    ['GitHub', 'github'],
    ['git-hub', 'git_hub'],
    ['github2', 'github'],
    ['notes', 'files'],
  ])('called %s after %s is another one', async (name, known) => {
    expect((await after([known, 'read'], [name, 'write'])).shown).toEqual(['write']);
  });

  it('under a second name is the same one', async () => {
    const place = serversWithPack('none');
    await place.server('my.notes', 'one').list([tool('read')]);
    expect(await place.server('my notes', 'one').list([tool('read')])).toEqual(['read']);
  });

  it('that is like another is a fact for policy, when it is seen first', async () => {
    const { kept } = await after(['github', 'read'], ['gіthub', 'write'], 'individual');
    const loads = kept.filter((record) => record.type === 'decision');
    expect(loads.filter(({ findings }) => findings.length > 0)).toMatchObject([
      {
        action: { component: { name: 'gіthub' } },
        findings: [{ rule: 'look-alike-server' }],
        decision: { verdict: 'approve' },
      },
    ]);
  });
});
