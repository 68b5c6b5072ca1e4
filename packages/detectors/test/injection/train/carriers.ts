/**
 * Everyday things that carry text to an agent: a web page, a mail, a calendar, a table, an export. Filled with harmless
 * lines they teach what structure looks like; with an attack among them, where one stands. To add one: a function here.
 */
import { pick, type Random } from './generate.ts';

export const OPEN = '\uE000';
export const CLOSE = '\uE001';

type Carrier = (lines: readonly string[], random: Random) => string;

const NAMES =
  'Ines Falk|Robert Ames|Lena Okafor|Jiří Novák|Mei Tan|Paolo Riva|Sara Lind|Yusuf Kaya|Ana Duarte|Tim Vos'.split(
    '|',
  );
const TITLES =
  'Weekly notes|Open points|News|Report|Minutes|Schedule|Overview|Guide|FAQ|Release 2.4|Invoice 2041|Visit'.split(
    '|',
  );
const HOSTS = 'corp.example|intranet.test|wiki.example.org|shop.example.com|blog.example.net'.split('|');
const number = (random: Random, most: number): number => Math.floor(random() * most);
const two = (value: number): string => String(value).padStart(2, '0');
const date = (random: Random): string => `2026-${two(1 + number(random, 12))}-${two(1 + number(random, 28))}`;
const time = (random: Random): string =>
  `${two(number(random, 24))}:${two(number(random, 60))}:${two(number(random, 60))}`;
const html = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;').replaceAll("'", '&#x27;');
const inline = (text: string): string => text.replaceAll('\n', ' ');
const wrap = (text: string, width: number, mark: string): string => {
  const lines: string[] = [];
  let line = '';
  for (const word of inline(text).split(' ')) {
    if (line !== '' && line.length + word.length >= width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].map((one) => mark + one).join('\n');
};
const word = (random: Random): string =>
  pick(
    'status|items|page|total|data|results|next|cursor|meta|author|rating|created_at|labels|state'.split('|'),
    random,
  );

const page: Carrier = (lines, random) =>
  `<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>${pick(TITLES, random)}</title>\n<link rel="stylesheet" href="/css/site.${number(random, 900)}.css">\n</head>\n<body>\n<nav><a href="/">Home</a> <a href="/about">About us</a> <a href="/login">Log in</a></nav>\n<main>\n<h1>${pick(TITLES, random)}</h1>\n${lines.map((line) => `<p>${html(line)}</p>`).join('\n')}\n<ul><li>Opening hours: 9-17</li><li>${html(lines[0] ?? '')}</li></ul>\n</main>\n<footer>© 2026 All rights reserved. <a href="/privacy">Privacy</a></footer>\n<script src="/js/app.js"></script>\n</body>\n</html>`;
const hiddenPage: Carrier = (lines, random) =>
  `<html><head><title>${pick(TITLES, random)}</title></head><body>\n${lines
    .map((line) =>
      pick(
        [
          `<p>${html(line)}</p>`,
          `<!-- ${line} -->`,
          `<div style="display:none">${html(line)}</div>`,
          `<img src="/i/${number(random, 99)}.png" alt="${html(line)}">`,
          `<span style="position:absolute;left:-9999px">${html(line)}</span>`,
          `<a href="#" title="${html(line)}">more</a>`,
          `<meta name="description" content="${html(line)}">`,
          `<button aria-label="${html(line)}">OK</button>`,
          `<input type="hidden" name="note" value="${html(line)}">`,
          `<p style="font-size:0;color:#fff">${html(line)}</p>`,
        ],
        random,
      ),
    )
    .join('\n')}\n</body></html>`;
const mail: Carrier = (lines, random) => {
  const from = pick(NAMES, random);
  const to = pick(NAMES, random);
  const quoted =
    random() < 0.5 ? `\n\nOn ${date(random)}, ${to} wrote:\n${wrap(lines.at(-1) ?? '', 70, '> ')}` : '';
  const body = quoted === '' ? lines : lines.slice(0, -1);
  return `From: ${from} <${from.split(' ')[0]?.toLowerCase() ?? 'a'}@${pick(HOSTS, random)}>\nTo: ${to} <x@${pick(HOSTS, random)}>\nDate: ${date(random)} ${time(random)}\nSubject: ${pick(TITLES, random)}\n\nHi ${to.split(' ')[0] ?? ''},\n\n${body.join('\n\n')}\n\nBest regards,\n${from}${quoted}`;
};
const calendar: Carrier = (lines, random) =>
  `BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Cal//EN\nBEGIN:VEVENT\nUID:${number(random, 99999)}@${pick(HOSTS, random)}\nDTSTART:20261010T153000Z\nSUMMARY:${pick(TITLES, random)}\nORGANIZER:mailto:a@${pick(HOSTS, random)}\nLOCATION:Room ${number(random, 9)}\nDESCRIPTION:${lines
    .map((line) => inline(line).replaceAll(',', '\\,').replaceAll(';', '\\;'))
    .join(random() < 0.5 ? ' ' : '\\n\\n')}\nEND:VEVENT\nEND:VCALENDAR`;
const table: Carrier = (lines, random) =>
  `id,date,customer,amount,comment\n${lines.map((line) => `${number(random, 9999)},${date(random)},${pick(NAMES, random)},${number(random, 900)}.50,"${inline(line).replaceAll('"', '""')}"`).join('\n')}`;
const records: Carrier = (lines, random) =>
  JSON.stringify(
    {
      [word(random)]: 'ok',
      total: lines.length,
      items: lines.map((text) => ({
        id: number(random, 9999),
        author: pick(NAMES, random),
        created_at: `${date(random)}T${time(random)}Z`,
        [pick(['body', 'text', 'comment', 'description', 'note'], random)]: text,
      })),
    },
    undefined,
    random() < 0.5 ? 2 : 0,
  );
const chatExport: Carrier = (lines, random) =>
  JSON.stringify(
    lines.map((text) => ({
      type: 'message',
      user: `U0${number(random, 1e9).toString(36).toUpperCase()}`,
      text,
      ts: `17${number(random, 1e8)}.${number(random, 1e6)}`,
    })),
    undefined,
    random() < 0.5 ? 1 : 0,
  );
const chat: Carrier = (lines, random) =>
  lines.map((line) => `[${time(random).slice(0, 5)}] ${pick(NAMES, random)}: ${inline(line)}`).join('\n');
const issue: Carrier = (lines, random) =>
  `**${pick(NAMES, random).split(' ')[0]?.toLowerCase() ?? ''}** opened this issue\n\n### Describe the bug\n${lines[0] ?? ''}\n\n### Steps to reproduce\n1. Install ${number(random, 9)}.${number(random, 9)}.0\n2. Run \`app sync --all\`\n3. See the log\n\n${lines.slice(1, -1).join('\n\n')}\n\n### Environment\n- OS: Debian 12\n- Node: 22.3\n\n${lines.at(-1) ?? ''}`;
const readme: Carrier = (lines, random) =>
  `# ${pick(TITLES, random)}\n\n[![build](https://ci.example/b.svg)](https://ci.example)\n\n${lines[0] ?? ''}\n\n## Install\n\n\`\`\`sh\nnpm install widget\n\`\`\`\n\n## Usage\n\n\`\`\`js\nimport { open } from 'widget';\nconst t = await open('data.csv');\n\`\`\`\n\n${lines.slice(1).join('\n\n')}\n\n## Licence\n\nMIT`;
const diff: Carrier = (lines, random) =>
  `diff --git a/docs/a.md b/docs/a.md\nindex 1f${number(random, 9999)}..6c47867 100644\n--- a/docs/a.md\n+++ b/docs/a.md\n@@ -12,6 +12,9 @@ ## Set-up\n${lines.map((line) => wrap(line, 88, pick([' ', ' ', '+'], random))).join('\n')}\n-The default is 30 seconds.\n+The default is 45 seconds.`;
const log: Carrier = (lines, random) =>
  lines
    .flatMap((line) => [
      `${date(random)}T${time(random)}Z INFO  http GET /api/${number(random, 99)} 200 ${number(random, 99)}ms`,
      `${date(random)}T${time(random)}Z ${pick(['WARN ', 'INFO ', 'ERROR'], random)} worker.${number(random, 9)} msg="${inline(line).replaceAll('"', "'")}"`,
      `${date(random)}T${time(random)}Z DEBUG pool size=${number(random, 30)} idle=${number(random, 9)}`,
    ])
    .join('\n');
const dump: Carrier = (lines, random) =>
  `INSERT INTO notes (id, author, body) VALUES\n${lines.map((line) => `(${number(random, 9999)}, '${pick(NAMES, random)}', '${inline(line).replaceAll("'", "''")}')`).join(',\n')};`;
const rows: Carrier = (lines, random) =>
  ` id | author | body\n----+--------+------\n${lines.map((line) => ` ${number(random, 999)} | ${pick(NAMES, random)} | ${inline(line)}`).join('\n')}\n(${lines.length} rows)`;
const paper: Carrier = (lines, random) =>
  `${pick(TITLES, random).toUpperCase()}\nAnnual report 2026                         Page ${number(random, 90)}\n\n${lines.map((line) => wrap(line, 70, '')).join('\n\n')}\n\n${number(random, 90)}`;
const subtitles: Carrier = (lines, random) =>
  lines
    .map(
      (line, at) =>
        `${at + 1}\n00:${two(at)}:${two(number(random, 60))},000 --> 00:${two(at)}:59,500\n${wrap(line, 42, '')}`,
    )
    .join('\n\n');
const feed: Carrier = (lines, random) =>
  `<?xml version="1.0"?>\n<rss version="2.0"><channel><title>${pick(TITLES, random)}</title>\n${lines.map((line) => `<item><title>${html(inline(line).slice(0, 40))}</title><description>${html(line)}</description></item>`).join('\n')}\n</channel></rss>`;
const search: Carrier = (lines, random) =>
  `Results for "${pick(TITLES, random).toLowerCase()}"\n\n${lines.map((line, at) => `${at + 1}. ${pick(TITLES, random)} | Blog\n   https://www.${pick(HOSTS, random)}/blog/${number(random, 999)}\n   ${inline(line)}`).join('\n\n')}`;
const source: Carrier = (lines, random) =>
  lines
    .map((line, at) =>
      pick(
        [
          `/**\n${wrap(line, 76, ' * ')}\n */\nexport function step${at}(value) {\n  if (value > ${number(random, 99)}) return value - 1;\n  return value;\n}`,
          `${wrap(line, 76, '# ')}\ndef step_${at}(rows):\n    return [row for row in rows if row["id"] > ${number(random, 99)}]`,
          `  const limit${at} = ${number(random, 99)};\n${wrap(line, 76, '  // ')}\n  queue.push({ limit: limit${at} });`,
        ],
        random,
      ),
    )
    .join('\n\n');
const ticket: Carrier = (lines, random) =>
  `PROJ-${number(random, 999)}: ${pick(TITLES, random)}\nReporter: ${pick(NAMES, random)}\nPriority: Medium\nStatus: Open\n\n${lines[0] ?? ''}\n\nComments:\n${lines
    .slice(1)
    .map((line) => `${pick(NAMES, random)} (${date(random)}): ${line}`)
    .join('\n')}`;
const prose: Carrier = (lines, random) => lines.join(random() < 0.5 ? ' ' : '\n\n');
const markdownTable: Carrier = (lines, random) =>
  `| Item | Owner | Remark |\n|---|---|---|\n${lines.map((line) => `| ${pick(TITLES, random)} | ${pick(NAMES, random)} | ${inline(line)} |`).join('\n')}`;
const list: Carrier = (lines, random) =>
  `## ${pick(TITLES, random)}\n\n${lines.map((line) => `- ${inline(line)}`).join('\n')}`;

const CARRIERS: readonly Carrier[] = [
  page,
  hiddenPage,
  mail,
  calendar,
  table,
  records,
  chatExport,
  chat,
  issue,
  readme,
  diff,
  log,
  dump,
  rows,
  paper,
  subtitles,
  feed,
  search,
  source,
  ticket,
  prose,
  markdownTable,
  list,
];

export const carried = (lines: readonly string[], random: Random): string =>
  pick(CARRIERS, random)(lines, random);
