import { expect, test } from 'vitest';
import { readStyle } from './hidden-style.ts';

test.each([
  'display:none',
  'color:red; DISPLAY : none !important',
  'dis/* x */play:none',
  'visibility: hidden',
  'opacity:0',
  'opacity: .0;',
  'font-size:0',
  'font-size: 1px;',
  'font-size:0.01em',
  'font-size:.5px',
  'position:absolute; left:-9999px',
  'text-indent:-1000em',
  'clip: rect(0, 0, 0, 0)',
  'height:0; overflow:hidden',
  'overflow:hidden; max-width: 1px',
  'color:transparent',
  'color:#fff;background:white',
  'background-color:#123456;color:#123456',
])('hides: %s', (style) => {
  expect(readStyle(style).hides).toBe(true);
});

test.each([
  'display:block',
  'opacity:0.5',
  'opacity:1',
  'font-size:10px',
  'font-size:0.9em',
  'left:-1px',
  'height:0',
  'height:100px;overflow:hidden',
  'color:#fff;background:#000',
  'background-color:white',
  'border-color:white',
])('shows: %s', (style) => {
  expect(readStyle(style).hides).toBe(false);
});

test('white letters hide where nothing around them has a ground of its own', () => {
  expect(readStyle('color: white')).toEqual({ hides: 'on-white', background: false });
});
