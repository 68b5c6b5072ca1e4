/** What `measure.ts` prints and `floors.test.ts` holds: malicious components found, and alarms on benign ones. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ComponentFile } from '../../src/manifests/component-report.ts';
import { findInManifest } from '../../src/manifests/find-in-manifest.ts';
import { scanComponent } from '../../src/manifests/scan-component.ts';
import { normalise } from '../../src/normalise/normalise.ts';

/** One component. A row without paths came as one text, as `detect` gets it. */
export type Sample = {
  readonly id: string;
  readonly isMalicious: boolean;
  readonly files: readonly { path: string; text: string }[];
};

const SEEN = fileURLToPath(
  new URL('../../../../../shared/data/dev/skills.scanner-fixtures.jsonl', import.meta.url),
);
const CASES = fileURLToPath(new URL('cases/', import.meta.url));
const MODULES = fileURLToPath(new URL('../../../../node_modules/', import.meta.url));

const half = (name: string): boolean => (createHash('sha256').update(name).digest()[0] ?? 0) % 2 === 1;

/**
 * Of the rows of two scanners' fixtures, one scanner's are held back whole. Of the other's, the small one-line family
 * and these folders were looked at while the rules were written; its remaining folders were not.
 */
const LOOKED_AT = [
  'backdoor/magic-string-trigger',
  'behavioral-analysis/multi-file-exfiltration',
  'data-exfiltration/config-tunnel-exfil',
  'safe-skills/simple-math',
  'data-exfiltration/environment-secrets',
  'obfuscation/base64-payload',
  'malicious/ascii-smuggling',
  'malicious/eicar-test',
  'malicious/mcpwn-cve-2026-33032',
];

const wasLookedAt = (cat: string): boolean => cat.startsWith('skillscan/') || LOOKED_AT.includes(cat);

export function fixtureSamples(isHeldBack: boolean): readonly Sample[] {
  return (
    readFileSync(SEEN, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      // The file is written by this project's own preparation of public data; its shape is in the README beside it.
      .map((line) => JSON.parse(line) as { id: string; label: 0 | 1; cat: string; text: string })
      .filter(({ cat }) => wasLookedAt(cat) !== isHeldBack)
      .map(({ id, cat, label, text }) => ({
        id: `${id} ${cat}`,
        isMalicious: label === 1,
        files: [{ path: '', text }],
      }))
  );
}

/** Cases of our own: `=== name` begins a component, `--- path` a file. Split by name, before any rule was tuned on them. */
export function ownSamples(kind: 'malicious' | 'benign', isHeldBack: boolean): readonly Sample[] {
  return readdirSync(CASES)
    .filter((name) => name.startsWith(kind))
    .flatMap((name) => readFileSync(join(CASES, name), 'utf8').split(/^=== /m).slice(1))
    .map((part) => {
      const [id = '', ...rest] = part.split('\n');
      const files = rest
        .join('\n')
        .split(/^--- (?=[\w./-]+$)/m)
        .slice(1)
        .map((file) => ({
          path: file.slice(0, file.indexOf('\n')).trim(),
          text: file.slice(file.indexOf('\n') + 1),
        }));
      return { id: id.trim(), isMalicious: kind === 'malicious', files };
    })
    .filter(({ id }) => half(id) === isHeldBack);
}

/** Read-me files and package files of what this project has installed: real, and about networks, keys and shells. */
export function installedSamples(name: RegExp, isHeldBack: boolean, most: number): readonly Sample[] {
  const folders = readdirSync(MODULES, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .flatMap((entry) =>
      entry.name.startsWith('@')
        ? readdirSync(join(MODULES, entry.name)).map((below) => join(entry.name, below))
        : [entry.name],
    )
    .filter((folder) => half(folder) === isHeldBack)
    .toSorted();
  const samples: Sample[] = [];
  for (const folder of folders) {
    const file = readdirSync(join(MODULES, folder)).find((one) => name.test(one));
    if (file === undefined || samples.length >= most) continue;
    const text = readFileSync(join(MODULES, folder, file), 'utf8');
    if (text.length < 200_000)
      samples.push({ id: join(folder, file), isMalicious: false, files: [{ path: file, text }] });
  }
  return samples;
}

/** Packages that bring skills for agents. Nobody tuned on them, so all of them are held back. */
const WITH_SKILLS = [
  'playwright-core/lib/tools/skills',
  '@tanstack/react-router/skills',
  '@tanstack/router-core/skills',
];

export function installedSkills(isHeldBack: boolean): readonly Sample[] {
  if (!isHeldBack) return [];
  return WITH_SKILLS.flatMap((folder) => {
    const names = readdirSync(join(MODULES, folder), { recursive: true, encoding: 'utf8' });
    return names
      .filter((name) => name.endsWith('SKILL.md'))
      .map((name) => ({
        id: join(folder, name),
        isMalicious: false,
        files: [{ path: name, text: readFileSync(join(MODULES, folder, name), 'utf8') }],
      }));
  });
}

/** The rules that say `warn` or `block` of a sample; a sample counts as found, or as an alarm, when there is one. */
export function rulesOn({ files }: Sample): readonly string[] {
  const [only] = files;
  if (only !== undefined && only.path === '') {
    const { found } = findInManifest(normalise(only.text, { role: 'manifest' }), { text: only.text });
    return [...new Set(found.map(({ rule }) => rule))];
  }
  const { findings } = scanComponent(files satisfies readonly ComponentFile[]);
  return [...new Set(findings.filter(({ level }) => level !== 'note').map(({ rule }) => rule))];
}

export type Counted = {
  readonly n: number;
  readonly hits: number;
  readonly byRule: ReadonlyMap<string, number>;
};

export function count(samples: readonly Sample[]): Counted {
  const byRule = new Map<string, number>();
  let hits = 0;
  for (const sample of samples) {
    const rules = rulesOn(sample);
    if (rules.length > 0) hits++;
    for (const rule of rules) byRule.set(rule, (byRule.get(rule) ?? 0) + 1);
  }
  return { n: samples.length, hits, byRule };
}

export const SETS: readonly (readonly [name: string, samples: (isHeldBack: boolean) => readonly Sample[]])[] =
  [
    [
      'malicious, fixtures of two scanners',
      (held) => fixtureSamples(held).filter(({ isMalicious }) => isMalicious),
    ],
    ['malicious, written for this', (held) => ownSamples('malicious', held)],
    [
      'benign, fixtures of two scanners',
      (held) => fixtureSamples(held).filter(({ isMalicious }) => !isMalicious),
    ],
    ['benign, written for this', (held) => ownSamples('benign', held)],
    ['benign, installed skills', installedSkills],
    ['benign, installed read-me files', (held) => installedSamples(/^readme\.md$/i, held, 400)],
    ['benign, installed package files', (held) => installedSamples(/^package\.json$/, held, 400)],
  ];

/** 95 % Wilson interval. */
export function interval(hits: number, n: number): string {
  if (n === 0) return 'n = 0';
  const z = 1.96;
  const share = hits / n;
  const middle = (share + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const width = (z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n))) / (1 + (z * z) / n);
  return `${share.toFixed(3)} [${Math.max(0, middle - width).toFixed(3)}, ${Math.min(1, middle + width).toFixed(3)}]  ${hits}/${n}`;
}
