import { isKnown } from '../field.ts';
import type { Reading } from '../frame.ts';
import type { Stream } from '../stream.ts';

interface ModuleRules {
  /** How the language writes that it loads other code. */
  readonly statement: RegExp;
  /** What may stand behind the module's name in a file's. */
  readonly endings: readonly string[];
}

const RULES: Readonly<Record<string, ModuleRules>> = {
  python: {
    statement:
      /(?:^|[\n;])[ \t]*(?:import|from)[ \t]+([\w.]+(?:[ \t]*,[ \t]*[\w.]+)*)|(?:__import__|import_module|run_module|run_path)\(\s*['"]([^'"]{1,200})['"]/g,
    endings: ['.py', '/__init__.py', '/__main__.py', ''],
  },
  javascript: {
    statement:
      /\b(?:require|import)\s*\(\s*['"`]([^'"`]{1,200})['"`]|\b(?:from|import)\s*['"]([^'"]{1,200})['"]/g,
    endings: ['', '.js', '.mjs', '.cjs', '.ts', '/index.js'],
  },
  perl: { statement: /\b(?:use|require|do)\s+['"]?([\w:./]+)['"]?/g, endings: ['.pm', '.pl', ''] },
  ruby: {
    statement: /\b(?:require|require_relative|load)\s*\(?\s*['"]([^'"]{1,200})['"]/g,
    endings: ['.rb', ''],
  },
};

/** The modules that code loads by name. */
export function namesOfModules(code: string, language: string): readonly string[] {
  const rules = RULES[language];
  if (!rules) return [];
  const matches = [...code.slice(0, 65_536).matchAll(rules.statement)].slice(0, 64);
  return matches.flatMap(([, list, quoted]) => (list ?? quoted ?? '').split(/[ \t]*,[ \t]*/).slice(0, 16));
}

/**
 * What this command has written into the file that a module's name means, each file once in a reading. Which folders
 * are searched is told in many ways, so a written file counts wherever it stands.
 */
export function writtenModules(reading: Reading, language: string, name: string): readonly string[] {
  const { files } = reading;
  const rules = RULES[language];
  if (!files || !rules || name === '') return [];
  const isDotted = language === 'python' && !name.includes('/');
  const path = name.replaceAll(isDotted ? '.' : '::', '/').replace(/^(?:\.{1,2}\/)+/, '');
  const loaded = (reading.loaded ??= new WeakSet<Stream>());
  const texts: string[] = [];
  for (const [file, content] of files) {
    const isMeant = rules.endings.some(
      (ending) => file === path + ending || file.endsWith(`/${path}${ending}`),
    );
    if (!isMeant || loaded.has(content) || content.text === undefined || !isKnown(content.text)) continue;
    loaded.add(content);
    texts.push(content.text);
  }
  return texts;
}
