import { describe, expect, it } from 'vitest';
import { openSeal, SEAL, sealLead } from './oauth-seal.ts';

const LEAD = { server: '0123456789abcdef', url: 'https://login.test/é?x=1', resource: '' };

describe('an address that says where it leads', () => {
  const sealed = sealLead('key', 'token', LEAD);
  it('is read as it was written, and is the same each time', () => {
    expect(openSeal('key', 'token', sealed)).toEqual(LEAD);
    expect(sealLead('key', 'token', LEAD)).toBe(sealed);
    expect(sealed).toMatch(new RegExp(`^${SEAL.source}$`));
    expect(sealed).not.toContain('key');
  });
  it('is nothing under another key, for another step, or with another letter', () => {
    expect(openSeal('other', 'token', sealed)).toBe(undefined);
    expect(openSeal('key', 'authorize', sealed)).toBe(undefined);
    const payload = Buffer.from(JSON.stringify([LEAD.server, 'https://evil.test', ''])).toString('base64url');
    expect(openSeal('key', 'token', `${payload}.${sealed.split('.')[1] ?? ''}`)).toBe(undefined);
    for (const bad of ['', '.', 'e30.', `${payload}.AAAA`])
      expect(openSeal('key', 'token', bad)).toBe(undefined);
  });
});
