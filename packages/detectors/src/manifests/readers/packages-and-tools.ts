/** package.json, tool lists and marketplaces. */
import type { Node } from 'jsonc-parser';
import { CLIENT_TOOLS } from '../names/known-names.ts';
import { findLookAlike } from '../names/look-alike.ts';
import { raise, type Raised } from '../raise.ts';
import { SUBJECTS } from '../rules/subjects.ts';
import type { JsonLook } from './look.ts';
import { itemsOf, membersOf, placeOf, textOf } from './json-tree.ts';

const { fetching, supply, looks, shadowing, steering, staying } = SUBJECTS;
const AT_INSTALL = /^(?:pre|post)?install$|^prepare$|^preuninstall$|^prepublish$/;
const FETCHES =
  /\b(?:curl|wget|iwr|irm|powershell|nc|base64)\b|https?:\/\/|node\s{1,3}-e\b|python3?\s{1,3}-c\b|\beval\b|\|\s{0,3}(?:ba)?sh\b/;

export const lookAtPackage: JsonLook = (key, node, { knownNames }) => {
  if (key === 'scripts') {
    const raised: Raised[] = [];
    for (const [name, script] of membersOf(node)) {
      if (!AT_INSTALL.test(name)) continue;
      const isFetching = FETCHES.test(textOf(script) ?? '');
      if (isFetching)
        raised.push(
          raise(
            'install-script-fetches',
            'block',
            fetching,
            'Downloads or evaluates code while it is installed',
            placeOf(script),
          ),
        );
      else if (name !== 'prepare' && name !== 'prepublish')
        raised.push(
          raise('install-script', 'note', staying, 'Runs code while it is installed', placeOf(script)),
        );
    }
    return { raised };
  }
  if (!/^(?:dependencies|devDependencies|optionalDependencies|peerDependencies)$/.test(key)) return undefined;
  const raised: Raised[] = [];
  for (const [name, version] of membersOf(node)) {
    const spec = textOf(version) ?? '';
    const like = findLookAlike('npm', name, knownNames);
    if (like !== undefined)
      raised.push(
        raise(
          'look-alike-package',
          'warn',
          looks,
          `Needs a package whose name looks like ${like.known}`,
          placeOf(version),
        ),
      );
    if (/^(?:git\+)?http:\/\//.test(spec))
      raised.push(
        raise(
          'package-over-http',
          'warn',
          supply,
          'Takes a package over an open connection',
          placeOf(version),
        ),
      );
    else if (/^(?:latest|\*|x|>=?\s?0)$/.test(spec))
      raised.push(
        raise(
          'unpinned-package',
          'note',
          supply,
          'Takes whatever version of a package is newest',
          placeOf(version),
        ),
      );
  }
  return { raised };
};

/** Words in angle brackets that a description has no need of: they speak to the model as if somebody else did. */
const LOUD_TAG =
  /<\/?(?:important|critical|system|instructions?|secret|hidden|mandatory|admin|override|urgent)[\s_a-z-]{0,24}>/i;
const LONGEST_DESCRIPTION = 6000;

export const lookAtTools: JsonLook = (key, node, { path }) => {
  if (key !== 'tools' || node.type !== 'array') return undefined;
  const raised: Raised[] = [];
  const components: { kind: 'tool'; name: string; path: string }[] = [];
  const seen = new Map<string, string>();
  for (const tool of itemsOf(node)) {
    const members = membersOf(tool);
    const name = textOf(members.get('name'));
    if (name === undefined) continue;
    components.push({ kind: 'tool', name, path });
    const plain = name
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[-_.\s]/g, '');
    const twin = seen.get(plain);
    if (twin !== undefined)
      raised.push(
        raise('shadowed-tool', 'warn', shadowing, `Has two tools that read alike: ${twin}`, placeOf(tool)),
      );
    seen.set(plain, name);
    if (CLIENT_TOOLS.includes(name))
      raised.push(
        raise(
          'name-of-client-tool',
          'warn',
          shadowing,
          `Calls a tool ${name}, as the client calls its own`,
          placeOf(tool),
        ),
      );
    raised.push(...descriptionFindings(members.get('description'), tool));
  }
  return { components, raised };
};

function descriptionFindings(node: Node | undefined, tool: Node): readonly Raised[] {
  const text = textOf(node) ?? '';
  const place = placeOf(node ?? tool);
  const raised: Raised[] = [];
  if (LOUD_TAG.test(text))
    raised.push(
      raise(
        'loud-description',
        'warn',
        steering,
        'Raises its voice to the assistant in a tool description',
        place,
      ),
    );
  if (text.length > LONGEST_DESCRIPTION)
    raised.push(
      raise('long-description', 'note', steering, 'Has a description far longer than a tool needs', place),
    );
  return raised;
}

export const lookAtMarketplace: JsonLook = (key, node, { path, role }) => {
  if (
    key !== 'plugins' ||
    node.type !== 'array' ||
    (role !== 'marketplace' && !itemsOf(node).some((one) => membersOf(one).has('source')))
  )
    return undefined;
  const raised: Raised[] = [];
  const components: { kind: 'plugin'; name: string; path: string }[] = [];
  for (const plugin of itemsOf(node)) {
    const members = membersOf(plugin);
    const name = textOf(members.get('name'));
    if (name !== undefined) components.push({ kind: 'plugin', name, path });
    const source = members.get('source');
    if (source?.type !== 'object') continue;
    const parts = membersOf(source);
    const kind = textOf(parts.get('source'));
    const url = textOf(parts.get('url')) ?? '';
    if (kind === 'command')
      raised.push(
        raise('source-runs-command', 'warn', fetching, 'Gets a plugin by running a command', placeOf(source)),
      );
    else if (/^(?:http|git):\/\//.test(url))
      raised.push(
        raise('plain-http', 'warn', supply, 'Takes a plugin over an open connection', placeOf(source)),
      );
    else if (!parts.has('sha') && !parts.has('sha256'))
      raised.push(
        raise(
          'unpinned-plugin',
          'note',
          supply,
          'Takes whatever a plugin is when it is installed',
          placeOf(source),
        ),
      );
  }
  return { components, raised };
};
