/**
 * Tokens that name their issuer by a fixed beginning and that the translated rules don't know. A row is what the issuer's
 * own documentation or issued tokens show: the beginning as written, what follows, and how long it is.
 */
import type { SecretRule } from './secret-rule.ts';

type Issued = readonly [id: string, begins: string, follows: string, reach: number];

const ISSUED: readonly Issued[] = [
  ['akamai-edgegrid-token', 'akab-', '[a-z0-9]{16}-[a-z0-9]{16}(?!\\.[a-z])', 38],
  ['atlassian-account-token', 'ATATT3', '[\\w-]{60,300}(?:(?:=|\\\\=|%3[Dd])[0-9A-F]{8})?', 320],
  ['atlassian-access-token', 'ATCTT3', '[\\w-]{60,300}(?:(?:=|\\\\=|%3[Dd])[0-9A-F]{8})?', 320],
  ['bitbucket-app-password', 'ATBB', '[A-Za-z0-9]{28,36}', 40],
  ['bitbucket-http-token', 'BBDC-', '[A-Za-z0-9+/]{40,50}', 55],
  ['discord-webhook', 'https://discord.com/api/webhooks/', '\\d{15,22}/[\\w-]{50,90}', 150],
  ['discordapp-webhook', 'https://discordapp.com/api/webhooks/', '\\d{15,22}/[\\w-]{50,90}', 150],
  ['docker-access-token', 'dckr_pat_', '[\\w-]{27,40}', 49],
  ['docker-organization-token', 'dckr_oat_', '[\\w-]{27,40}', 49],
  ['docker-swarm-token', 'SWMTKN-1-', '[a-z0-9]{40,60}-[a-z0-9]{20,30}', 100],
  ['docker-swarm-key', 'SWMKEY-1-', '[A-Za-z0-9+/]{40,60}', 70],
  ['figma-token', 'figd_', '[\\w-]{36,60}', 65],
  ['firecrawl-key', 'fc-', '[0-9a-f]{32}', 35],
  ['google-oauth-secret', 'GOCSPX-', '[\\w-]{28}', 35],
  ['google-access-token', 'ya29.', '[\\w-]{30,500}', 510],
  ['google-refresh-token', '1//0', '[\\w-]{40,120}', 130],
  ['groq-key', 'gsk_', '[A-Za-z0-9]{48,60}', 64],
  ['llama-cloud-key', 'llx-', '[\\w-]{40,64}', 70],
  ['mailgun-key', 'key-', '[0-9a-f]{32}', 36],
  ['nuget-key', 'oy2', '[a-z0-9]{43}', 46],
  ['nvidia-key', 'nvapi-', '[\\w-]{60,80}', 90],
  ['posthog-personal-key', 'phx_', '[A-Za-z0-9]{40,60}', 70],
  ['replicate-token', 'r8_', '[A-Za-z0-9]{37}', 40],
  ['salesforce-access-token', '00D', '[A-Za-z0-9]{12,15}![\\w.]{80,160}', 190],
  ['supabase-personal-token', 'sbp_', '[0-9a-f]{40}', 44],
  ['supabase-secret-key', 'sb_secret_', '[\\w-]{30,60}', 70],
  ['tavily-key', 'tvly-', '(?:dev-|prod-)?[A-Za-z0-9]{28,40}', 50],
  ['webhook-signing-secret', 'whsec_', '[A-Za-z0-9+/=]{24,80}', 90],
  ['xai-key', 'xai-', '[A-Za-z0-9]{70,90}', 95],
];

const CONFIDENCE = 0.9;
const LEAST_ENTROPY = 3;

export const PROVIDER_TOKENS: readonly SecretRule[] = ISSUED.map(([id, begins, follows, reach]) => ({
  id,
  pattern: { source: `\\b${escaped(begins)}${follows}(?![A-Za-z0-9])`, flags: '' },
  keywords: [begins.toLowerCase()],
  begins: [begins.toLowerCase()],
  lead: [],
  reach: reach + 1,
  assignment: false,
  wide: false,
  group: 0,
  entropy: LEAST_ENTROPY,
  // What stands in manuals: `sk-ant-xxxx…`, `whsec_your_secret`.
  allowlists: [{ target: 'secret', patterns: [], stopwords: ['xxxx', 'your', 'example', '....'] }],
  confidence: CONFIDENCE,
}));

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
