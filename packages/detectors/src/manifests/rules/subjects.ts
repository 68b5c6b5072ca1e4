import type { Subject } from '../text-rule.ts';

const POISONING = 'https://invariantlabs.ai/blog/mcp-security-notification-tool-poisoning-attacks';
const LLM_RISKS = 'https://genai.owasp.org/llmrisk/llm01-prompt-injection/';
const CWE = (id: number): string => `https://cwe.mitre.org/data/definitions/${id}.html`;
const ATTACK = (id: string): string => `https://attack.mitre.org/techniques/${id}/`;

/** Why each kind of finding matters and what to do about it. A rule of the same kind adds its own title. */
export const SUBJECTS = {
  steering: {
    why: 'The text tries to steer the assistant against its user or its own rules, which a component has no business doing.',
    fix: 'Do not use it; take the component from a source you trust, or remove the passage and scan again.',
    refs: [LLM_RISKS, POISONING],
  },
  hiding: {
    why: 'The text asks the assistant to keep something from the person it works for.',
    fix: 'Do not use it unless its maker can explain the passage; remove the passage otherwise.',
    refs: [POISONING],
  },
  hidden: {
    why: 'A person who reads this file does not see what the assistant will read.',
    fix: 'Remove the hidden characters or passage, or do not use the component.',
    refs: ['https://trojansource.codes/', LLM_RISKS],
  },
  shadowing: {
    why: 'A component that tells the assistant how to use other tools can turn tools you trust against you.',
    fix: 'Remove the passage; a description should speak of its own tool only.',
    refs: [POISONING],
  },
  leaking: {
    why: 'Secrets or private texts would leave this machine for a place the component chose.',
    fix: 'Do not use it; if it ran already, change the secrets it could read.',
    refs: [ATTACK('T1567'), LLM_RISKS],
  },
  credentials: {
    why: 'The component reads secrets that belong to you or to other programs.',
    fix: 'Do not use it unless reading exactly these secrets is its declared purpose.',
    refs: [ATTACK('T1552')],
  },
  fetching: {
    detector: 'manifest',
    why: 'What is run comes from a server when it runs, so nobody can have looked at it before.',
    fix: 'Download the file, read it, pin its version and hash, and run the copy.',
    refs: [CWE(494), ATTACK('T1105')],
  },
  disguise: {
    why: 'Code that is run is written so that a person cannot read it.',
    fix: 'Do not use it; ask for the plain source.',
    refs: [ATTACK('T1027')],
  },
  reverse: {
    why: 'It gives somebody elsewhere a command line on this machine, or a way in.',
    fix: 'Do not use it; if it ran already, take the machine off the network and look into it.',
    refs: [ATTACK('T1059'), ATTACK('T1572')],
  },
  staying: {
    why: 'It arranges to be started again without anybody asking for it.',
    fix: 'Do not use it unless starting by itself is its declared purpose, and then set that up by hand.',
    refs: [ATTACK('T1547')],
  },
  breaking: {
    why: 'It would destroy data or make the machine unusable.',
    fix: 'Do not use it; nothing a component is good for needs this.',
    refs: [ATTACK('T1485')],
  },
  guarding: {
    why: 'It takes away a protection that stands between the assistant and this machine.',
    fix: 'Remove the setting or passage, and grant single permissions instead.',
    refs: [ATTACK('T1562'), 'https://code.claude.com/docs/en/permissions'],
  },
  injectable: {
    why: 'Text from outside becomes code, so whoever writes that text runs what they like.',
    fix: 'Pass the text as an argument or parameter instead of building code or a query from it.',
    refs: [CWE(94), CWE(78), CWE(89)],
  },
  openness: {
    why: 'It is granted more than its purpose can need, so a mistake or a bad text does more harm.',
    fix: 'Grant only the tools, folders and hosts that the purpose needs.',
    refs: [CWE(250), 'https://code.claude.com/docs/en/permissions'],
  },
  supply: {
    why: 'What will run is not fixed, so it may be another thing tomorrow than what was looked at today.',
    fix: 'Name an exact version, commit or hash.',
    refs: [CWE(829)],
  },
  looks: {
    why: "A name that looks like a known one is the usual way to get a stranger's package run.",
    fix: "Compare with the name in the maker's own documentation, and correct it.",
    refs: ['https://blog.pypi.org/posts/2024-11-25-aiocpa-attack-analysis/', CWE(1357)],
  },
  honesty: {
    why: 'What the files do is not what the description says, so nobody who agreed to the description agreed to this.',
    fix: 'Ask its maker why it needs this, or do not use it.',
    refs: [CWE(912)],
  },
  form: {
    why: 'Two programs may read this file in two ways, so what was looked at need not be what runs.',
    fix: 'Correct the file so that there is one way to read it.',
    refs: [CWE(436)],
  },
  change: {
    why: 'The definition is not the one that was approved.',
    fix: 'Read what changed and approve it anew, or go back to the approved version.',
    refs: [POISONING],
  },
} as const satisfies Record<string, Subject>;
