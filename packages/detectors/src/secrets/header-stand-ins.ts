/**
 * What documentation writes where a token would stand in a header. The list is for headers alone: they are what examples
 * are full of, and a header's value is made by a machine, so it is none of these; a password that people choose may be.
 */
import type { RuleAllowlist } from './secret-rule.ts';

const WORDS = [
  'your|my|our|the|some|an?|this|that|insert|enter|replace|put|add|paste|set|with|goes|here|me',
  'example|sample|dummy|fake|test|demo|change|changeme|placeholder|redacted|hidden|secret|valid|invalid|actual|real',
  'api|access|auth|authorization|bearer|basic|bot|client|app|user|username|admin|service|account|server|session|project',
  'refresh|id|jwt|oauth2?|oidc|private|public|personal|long|lived|read|write|only|super|org|team|workspace|webhook',
  'openai|github|gitlab|slack|anthropic|google|azure|aws|hf|npm|stripe|notion|linear|sentry|datadog|cloudflare',
  'tokens?|keys?|apikey|pat|pass|password|passwd|pwd|credentials?|value|string|text|data|code',
].join('|');

const pattern = (source: string): RuleAllowlist['patterns'][number] => ({ source, flags: 'i' });

export const HEADER_STAND_INS: RuleAllowlist = {
  target: 'secret',
  patterns: [
    // `YOUR_API_KEY`, `<your-token>` as `your-token`, `INSERT_TOKEN_HERE`; a name of ours may have a number behind it.
    pattern(`^(?:${WORDS})(?:[-_.](?:${WORDS})){0,8}[-_.]?\\d{0,3}$`),
    pattern('^(?:your|insert|enter|replace|paste)[-_.][a-z_.-]{2,80}\\d{0,3}$'),
    // `yourApiKey`, `yourtoken`.
    pattern(
      '^your(?:new|own|api|access|auth|secret|bearer|private|personal|jwt|app|bot)?(?:tokens?|keys?|secret|apikey)(?:here)?$',
    ),
    // Filled up with the same sign, or broken off by dots.
    pattern('x{4,}|\\.{3}|\\*{3}|_{4,}|0{8,}'),
    pattern('^(?:abc|123|xyz|foo|bar|baz|qux|def|456|789|-|_|\\.){3,20}$'),
    // A variable, a slot of a template.
    pattern('^(?:\\$|%|\\{|\\[|\\(|<)|[{}<>]'),
    // `user:password`, `username:password` and the pair of the RFC, as basic authorization writes them.
    pattern('^(?:dXNlcjpwYXNz(?:d29yZA==)?|dXNlcm5hbWU6cGFzc3dvcmQ=?|QWxhZGRpbjpvcGVuIHNlc2FtZQ(?:==)?)$'),
  ],
  stopwords: ['example', 'changeme', 'change-me', 'change_me', 'placeholder', 'redacted'],
};
