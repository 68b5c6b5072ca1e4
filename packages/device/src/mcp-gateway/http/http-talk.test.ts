import { expect, it } from 'vitest';
import type { Send } from '../mcp-door.ts';
import { HttpTalk } from './http-talk.ts';

/** A session that does nothing, and the way in which it speaks. */
const talkWith = (): { readonly talk: HttpTalk; readonly send: Send } => {
  const sends: Send[] = [];
  const talk = new HttpTalk((given) => {
    sends.push(given);
    return { take: () => {}, gone: () => {} };
  });
  return { talk, send: (...said) => sends[0]?.(...said) };
};

it('says what nobody asked for on one stream, the one that was opened last', () => {
  const { talk, send } = talkWith();
  const heard: string[] = [];
  send('to-client', 0, 'lost');
  const stops = ['a', 'b'].map((name) => talk.listen((text) => void heard.push(`${name}: ${text}`)));
  send('to-client', 0, 'news');
  stops[1]?.();
  send('to-client', 0, 'more');
  expect(heard).toEqual(['b: news', 'a: more']);
});

it('keeps a word about a message with that message, on its stream where people are asked', async () => {
  const { talk, send } = talkWith();
  const said: string[] = [];
  talk.listen((text) => void said.push(`stream: ${text}`));
  const held = talk.judge('from-client', Buffer.from(''), {
    begin: () => void said.push('begins'),
    say: (text) => void said.push(text),
  });
  const plain = talk.judge('from-client', Buffer.from(''));
  send('held', 1);
  send('to-client', 0, 'waits', 1);
  send('to-client', 0, 'refused', 2);
  send('to-server', 1, 'first');
  send('nothing', 2);
  expect(await held).toEqual({ to: 'server', text: 'first', beside: [] });
  expect(await plain).toEqual({ to: 'nobody', text: '', beside: ['refused'] });
  expect(said).toEqual(['begins', 'waits']);
});
