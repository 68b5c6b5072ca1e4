import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { consoleFixture } from './console-fixture.ts';
import { scriptedHistory } from './scripted-data.ts';

const { open } = consoleFixture();

const openList = async () => {
  const opened = await open({ items: scriptedHistory(100) });
  await opened.page.locator('[role=row][aria-selected]').first().waitFor();
  return opened;
};
const activeRow = (page: Page): Promise<string | null> =>
  page.evaluate(() => {
    const id = document.querySelector('[role=grid]')?.getAttribute('aria-activedescendant');
    return id === null || id === undefined
      ? null
      : (document.getElementById(id)?.getAttribute('aria-rowindex') ?? 'gone');
  });
const focused = (page: Page): Promise<string | null> =>
  page.evaluate(
    () => document.activeElement?.getAttribute('role') ?? document.activeElement?.tagName ?? null,
  );

test('the whole way by keyboard: move, open, go on, close, let go', async () => {
  const { page } = await openList();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('ArrowDown');
  expect(await activeRow(page)).toBe('4');
  await page.keyboard.press('k');
  await page.keyboard.press('ArrowUp');
  expect(await activeRow(page)).toBe('2');
  expect(await focused(page)).toBe('grid');

  await page.keyboard.press('Enter');
  const record = page.getByRole('region', { name: 'Record', exact: true });
  await record.waitFor();
  await expect.poll(() => record.evaluate((element) => element === document.activeElement)).toBe(true);
  expect(new URL(page.url()).searchParams.get('record')).toBe('dev_ws14/e1/100');

  // The open record follows the choice.
  await page.keyboard.press('j');
  await expect.poll(() => new URL(page.url()).searchParams.get('record')).toBe('dev_ws14/e1/99');

  await page.keyboard.press('Escape');
  await expect.poll(() => record.count()).toBe(0);
  expect(await focused(page)).toBe('grid');
  expect(await activeRow(page)).toBe('3');
  await page.keyboard.press('Escape');
  await expect.poll(() => activeRow(page)).toBe(null);
});

test('going back closes the record that was opened from the list', async () => {
  const { page } = await openList();
  for (const key of ['j', 'Enter', 'j', 'j']) await page.keyboard.press(key);
  await page.getByRole('region', { name: 'Record', exact: true }).waitFor();
  await page.goBack();
  await expect.poll(() => page.getByRole('region', { name: 'Record', exact: true }).count()).toBe(0);
  expect(page.url()).toMatch(/\/activity$/);
});

test('a slash goes to the search, and keys typed there are text', async () => {
  const { page } = await openList();
  await page.keyboard.press('/');
  await page.keyboard.type('jk?p/');
  expect(await page.getByRole('searchbox').inputValue()).toBe('jk?p/');
  expect(await page.locator('dialog[open]').count()).toBe(0);
  await page.keyboard.press('Escape');
  expect(await page.getByRole('searchbox').inputValue()).toBe('');
  await page.keyboard.press('Escape');
  expect(await focused(page)).toBe('grid');
});

test('a question mark opens help, Esc closes it and gives focus back', async () => {
  const { page } = await openList();
  await page.keyboard.press('j');
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys' }).waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('Escape');
  await expect.poll(() => page.locator('dialog[open]').count()).toBe(0);
  expect(await focused(page)).toBe('grid');
  expect(await activeRow(page)).toBe('2');
});

test('the first Tab offers to skip to the records, and a row that is scrolled away stays the active one', async () => {
  const { page } = await openList();
  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: 'skip to the records' });
  expect(
    await skip.evaluate((link) => link === document.activeElement && link.getBoundingClientRect().top >= 0),
  ).toBe(true);
  await page.keyboard.press('Enter');
  expect(await focused(page)).toBe('grid');
  await page.keyboard.press('j');
  await page.getByRole('grid').evaluate((element) => element.scrollTo({ top: element.scrollHeight }));
  await page.locator('[aria-rowindex="90"]').waitFor();
  expect(await activeRow(page)).toBe('2');
});

test('a chosen row below the fold is scrolled into sight, clear of the header', async () => {
  const { page } = await openList();
  for (let step = 0; step < 40; step += 1) await page.keyboard.press('j');
  for (let step = 0; step < 39; step += 1) await page.keyboard.press('k');
  const gap = await page.evaluate(() => {
    const row = document.querySelector('[data-active]')?.getBoundingClientRect();
    const header = document.querySelector('.records-header')?.getBoundingClientRect();
    return row === undefined || header === undefined ? -1 : row.top - header.bottom;
  });
  expect(gap).toBeGreaterThanOrEqual(0);
});

test('focus is visible wherever it goes', async () => {
  const { page } = await openList();
  for (let step = 0; step < 24; step += 1) {
    await page.keyboard.press('Tab');
    const outline = await page.evaluate(() => {
      const element = document.activeElement;
      if (element === null || element === document.body) return 'nowhere';
      const style = getComputedStyle(element);
      return style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2
        ? element.outerHTML.slice(0, 120)
        : 'visible';
    });
    expect(['visible', 'nowhere']).toContain(outline);
  }
});
