import { describe, expect, test } from 'vitest';
import { findSecrets } from './find-secrets.ts';
import { PROVIDER_TOKENS } from './provider-tokens.ts';

const HEX = '9f3ac17e5b20d8641c7fe0a9b35d8264';
const MIXED = 'Zk3qP9x2Lw8Rt5Yv7NbQ4mHc6JdS1gFaTe0uXoViKpWrElYzBn';
const LOWER = MIXED.toLowerCase();

/** A body for each: no token that was ever issued. The beginning is put before it, so no scanner stops at this file. */
const BODIES: Readonly<Record<string, string>> = {
  'akamai-edgegrid-token': `${LOWER.slice(0, 16)}-${LOWER.slice(16, 32)}`,
  'atlassian-account-token': `xFf${MIXED}${MIXED}=1A2B3C4D`,
  'atlassian-access-token': `xFf${MIXED}${MIXED}%3D1A2B3C4D`,
  'bitbucket-app-password': MIXED.slice(0, 32),
  'bitbucket-http-token': MIXED.slice(0, 44),
  'discord-webhook': `123456789012345678/${MIXED}${MIXED.slice(0, 18)}`,
  'discordapp-webhook': `123456789012345678/${MIXED}${MIXED.slice(0, 18)}`,
  'docker-access-token': MIXED.slice(0, 27),
  'docker-organization-token': MIXED.slice(0, 32),
  'docker-swarm-token': `${LOWER}-${LOWER.slice(0, 25)}`,
  'figma-token': MIXED.slice(0, 44),
  'firecrawl-key': HEX,
  'google-oauth-secret': MIXED.slice(0, 28),
  'mailgun-key': HEX,
  'nuget-key': LOWER.slice(0, 43),
  'nvidia-key': (MIXED + MIXED).slice(0, 64),
  'replicate-token': MIXED.slice(0, 37),
  'salesforce-access-token': `${MIXED.slice(0, 12)}!${MIXED}${MIXED}`,
  'supabase-personal-token': `${HEX}${HEX.slice(0, 8)}`,
  'tavily-key': MIXED.slice(0, 32),
  'webhook-signing-secret': MIXED.slice(0, 32),
  'xai-key': (MIXED + MIXED).slice(0, 80),
};

const tokenOf = (id: string, begins: readonly string[], source: string): string => {
  // The words are kept lower-cased; the pattern has the beginning as it is written.
  const written = source.replace(/^\\b/, '').replaceAll('\\', '').slice(0, begins[0]?.length);
  return written + (BODIES[id] ?? MIXED);
};

describe.each(PROVIDER_TOKENS.map((rule) => [rule.id, rule] as const))('%s', (id, { begins, pattern }) => {
  const token = tokenOf(id, begins, pattern.source);
  test('is found whole', () => {
    const text = `see ${token} there`;
    expect(findSecrets(text)).toMatchObject([{ start: 4, end: 4 + token.length, level: 'block' }]);
  });
  test('is not found when cut short, nor when it says it is none', () => {
    const head = begins[0]?.length ?? 0;
    const said = [
      `see ${token.slice(0, head + 8)} there`,
      `see ${token.slice(0, head)}${'x'.repeat(40)} there`,
    ];
    expect(said.flatMap((text) => findSecrets(text)).map(({ rule }) => rule)).not.toContain(id);
  });
});
