import { expect, test } from 'vitest';
import { consoleFixture } from './console-fixture.ts';
import { inventoryOf } from './inventory-of.ts';
import { itemOf } from './item-of.ts';

const { open } = consoleFixture();

const HOSTILE = [
  '<script>document.title = "owned"</script><img src=x onerror=\'document.title="owned"\'>',
  '</div></main><style>*{display:none}</style>',
  'javascript:alert(1) https://evil.example/ [link](https://evil.example/)',
  'rm \u202Egpj.exe\u202C \u2066\u2067isolated \u200B\u200D\uFEFF\u{E0041}',
  `Z${'\u0300'.repeat(500)}`,
  'A'.repeat(100_000),
  '\u202E'.repeat(50_000),
  'مرحبا '.repeat(2000),
  '\u0000\u0007\u001b[31m\r\n\ttext',
  '{{7*7}} ${7*7} %s %n __proto__',
];

/** None of these may reach the page as themselves. */
const UNSEEN = ['\u0000', '\u0007', '\u001B', '\u200B', '\u202E', '\u2066', '\u2067', '\uFEFF', '\u{E0041}'];

const items = HOSTILE.map((text, index) =>
  itemOf({
    seq: index + 1,
    at: new Date(1_800_000_000_000 + index).toISOString(),
    kind: 'shell.run',
    tool: text.slice(0, 300),
    summary: text,
    reason: text.slice(0, 2000),
    policy: text.slice(0, 100),
    rule: text.slice(0, 100),
    user: text,
    host: text,
    session: text.slice(0, 200),
    verdict: 'block',
    enforced: 'block',
  }),
);

test.each([
  ['wide', { width: 1440, height: 900 }],
  ['narrow', { width: 360, height: 740 }],
])('hostile text in every field stays text and stays in its place (%s)', async (_name, viewport) => {
  const { page } = await open({ items, viewport });
  await page
    .locator('[role=row][aria-selected]')
    .nth(HOSTILE.length - 1)
    .waitFor();
  const seen = await page.evaluate(
    (unseen) => ({
      title: document.title,
      foreign: document.querySelectorAll(
        '#root :is(script, style, iframe, object, img:not([src="/sallyport.svg"]))',
      ).length,
      links: [...document.querySelectorAll('a')].map((link) => link.getAttribute('href')),
      overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
      heights: [...document.querySelectorAll('[role=row][aria-selected]')].map(
        (row) => row.getBoundingClientRect().height,
      ),
      hidden: unseen.filter((character) => document.body.textContent?.includes(character)),
      characters: (document.body.textContent ?? '').length,
    }),
    UNSEEN,
  );
  expect(seen.title).toBe('Sallyport');
  expect(seen.foreign).toBe(0);
  expect(seen.links).toEqual(['#records', '/inventory']);
  expect(seen.overflow).toBe(0);
  expect(new Set(seen.heights).size).toBe(1);
  expect(seen.hidden).toEqual([]);
  expect(seen.characters).toBeLessThan(40_000);
  await page.getByText('U+202E').first().waitFor();
});

test.each(HOSTILE.map((text, index) => [index + 1, text.slice(0, 24)] as const))(
  'a hostile record opened whole stays text and stays in its panel (%i: %j)',
  async (seq) => {
    const { page } = await open({
      items,
      path: `/activity?record=dev_ws14%2Fe1%2F${seq}`,
      viewport: { width: 1200, height: 800 },
    });
    const record = page.getByRole('region', { name: 'Record', exact: true });
    await record.getByText('Evidence', { exact: true }).waitFor();
    await record.getByText('the line as the device wrote it').click();
    const seen = await record.evaluate(
      (panel, unseen) => ({
        title: document.title,
        foreign: panel.querySelectorAll('script, style, iframe, object, img, a').length,
        overflow: panel.scrollWidth - panel.clientWidth,
        hidden: unseen.filter((character) => panel.textContent?.includes(character)),
        characters: (panel.textContent ?? '').length,
      }),
      UNSEEN,
    );
    expect(seen).toMatchObject({ title: 'Sallyport', foreign: 0, overflow: 0, hidden: [] });
    expect(seen.characters).toBeLessThan(60_000);
  },
);

test.each([
  ['wide', { width: 1440, height: 900 }],
  ['narrow', { width: 360, height: 740 }],
])('hostile names of what is installed stay text and stay in their place (%s)', async (_name, viewport) => {
  const inventory = HOSTILE.map((text, index) => {
    const own = text.slice(0, 2000);
    const word = text.slice(0, 100);
    return inventoryOf({
      kind: word, scope: word, identity: word, name: own, path: `${index}${own.slice(0, 1990)}`, at: own, version: own, source: own,
      user: own, host: own,
    });
  }); // prettier-ignore
  const { page } = await open({ inventory, path: '/inventory', viewport });
  await page.getByText(`${HOSTILE.length} found`).waitFor();
  const seen = await page.evaluate(
    (unseen) => ({
      title: document.title,
      rows: document.querySelectorAll('main li').length,
      foreign: document.querySelectorAll(
        '#root :is(script, style, iframe, object, img:not([src="/sallyport.svg"]))',
      ).length,
      links: [...document.querySelectorAll('a')].map((link) => link.getAttribute('href')),
      overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
      hidden: unseen.filter((character) => document.body.textContent?.includes(character)),
      characters: (document.body.textContent ?? '').length,
    }),
    UNSEEN,
  );
  expect(seen).toMatchObject({
    title: 'Sallyport', rows: HOSTILE.length, foreign: 0, links: ['/activity'], overflow: 0, hidden: [],
  }); // prettier-ignore
  expect(seen.characters).toBeLessThan(40_000);
  await page.getByText('U+202E').first().waitFor();
});

test('names that hold hostile characters are shown as codes in accessible names too', async () => {
  const { page } = await open({ items, path: '/activity?session=a%E2%80%AEb' });
  await expect
    .poll(() => page.getByRole('button', { name: 'remove filter session a⟨U+202E⟩b' }).count())
    .toBe(1);
});

test('a user and a host written from right to left keep their places', async () => {
  const { page } = await open({ items: [itemOf({ user: 'مستخدم', host: 'מארח' })] });
  const parts = page.locator('[role=row][aria-selected] .cell-host > span');
  await parts.first().waitFor();
  expect(await parts.allTextContents()).toEqual(['مستخدم', 'מארח']);
  const [user, host] = await parts.evaluateAll((all) => all.map((part) => part.getBoundingClientRect().x));
  expect(Number(user)).toBeLessThan(Number(host));
});
