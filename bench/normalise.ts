/**
 * How fast a text is made readable for the detectors, in millions of code units a second, beside one bare look at each
 * unit of the same text in the same run: `node bench/normalise.ts`. Texts are 100,000 units; hostile ones are the
 * densest that each pass can meet.
 */
import { normalise } from '@sallyport/detectors';

const UNITS = 100_000;
const ROUNDS = 15;

const filled = (piece: (n: number) => string): string => {
  const parts: string[] = [];
  for (let length = 0, n = 0; length < UNITS; n++) {
    const part = piece(n);
    parts.push(part);
    length += part.length;
  }
  return parts.join('').slice(0, UNITS);
};

const WORDS =
  'the agent reads a report about billing, writes what it found, and asks whether to send it on'.split(' ');
const sentence = (n: number): string =>
  `${Array.from({ length: 12 }, (_, at) => WORDS[(n * 7 + at * (1 + (n % 5))) % WORDS.length]).join(' ')}. `;

const TEXTS: readonly (readonly [name: string, text: string])[] = [
  ['plain English', filled(sentence)],
  [
    'markdown',
    filled(
      (n) =>
        `## Step ${n}\n\n- ${sentence(n)}[more](https://docs.example/${n} "Step ${n}")\n\n\`code ${n}\`\n\n`,
    ),
  ],
  [
    'a page of HTML',
    filled((n) => `<div class="row"><p>${sentence(n)}</p><img src="${n}.png" alt="row ${n}"></div>\n`),
  ],
  ['JSON', `[${filled((n) => `{"id":${n},"text":"${sentence(n)}"},`).slice(0, -200)}]`],
  ['Russian', filled((n) => `Отчёт номер ${n} уже готов и ждёт подписи. `)],
  ['zero-width between all letters', filled(() => 'i\u200b')],
  ['one look-alike a word', filled(() => 'p\u0430y ')],
  ['many small base64 pieces', filled((n) => `${btoa(`a readable text ${n}`)} `)],
  ['escapes only', filled(() => '\\u0041')],
  ['percent of percent', filled(() => '%2541')],
  ['marks on marks', filled(() => '\u0323\u0301')],
  ['openings without end', filled(() => '<a b="')],
];

let sink = 0;
const look = (text: string): void => {
  for (let at = 0; at < text.length; at++) sink ^= text.charCodeAt(at);
};

/** Processor time of the fastest of some rounds: others use the machine too. */
const fastestMs = (run: () => void): number => {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / 1000);
  }
  return best;
};

console.log('text                             MB/s   ms a 100 KB   times a bare look   views');
for (const [name, text] of TEXTS) {
  const ms = fastestMs(() => {
    sink ^= normalise(text, { role: 'tool-result' }).steps;
  });
  const bareMs = fastestMs(() => {
    for (let repeat = 0; repeat < 20; repeat++) look(text);
  });
  const { views } = normalise(text, { role: 'tool-result' });
  console.log(
    `${name.padEnd(31)}${(text.length / ms / 1000).toFixed(1).padStart(6)}${ms.toFixed(2).padStart(14)}${(ms / (bareMs / 20)).toFixed(1).padStart(20)}${String(views.length).padStart(8)}`,
  );
}
if (sink === Number.MIN_VALUE) console.log(sink);
