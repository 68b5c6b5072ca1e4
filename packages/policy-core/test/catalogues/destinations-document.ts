import type { Catalogue } from './catalogue.ts';
import { anyOf, documentOf, itemsOf, type MadeRule } from './made-rule.ts';

const ALONE = "(origin.trigger in ['schedule', 'dispatch', 'remote'] || !origin.attended)";

const sends = (where: string): string =>
  `action.hosts.exists(h, h.direction == 'send' && h.zone == 'public' && ${where})`;
const opens = (where: string): string => `action.hosts.exists(h, ${where})`;
const upload = (domain: string, more = ''): string =>
  `kind: net.upload, url: 'https://${domain}/x', direction: send${more}`;
const page = (domain: string, more = ''): string =>
  `kind: browser.act, gesture: navigate, url: 'https://${domain}/'${more}`;

/** `policies/company/destinations.yaml`: where data may go, and which pages an agent opens, by category. */
export const destinationsDocument = (domains: Catalogue): string => {
  const isIn = (...categories: readonly string[]): string =>
    anyOf('h.inDomain', itemsOf(domains, categories));
  const isUnknown = `!${anyOf('h.inDomain', itemsOf(domains, [...domains.keys()]))}`;
  const rules: readonly MadeRule[] = [
    {
      id: 'to-paste-sites',
      on: ['shell.run', 'net.upload', 'share.change'],
      when: sends(isIn('paste')),
      verdict: 'block',
      say: 'what is sent there is public or kept by strangers',
      stops: upload('pastebin.com'),
      letsBy: upload('files.example.com'),
    },
    {
      id: 'to-file-shares',
      on: ['shell.run', 'net.upload'],
      when: sends(isIn('file-share')),
      verdict: 'approve',
      say: 'this uploads to a place for handing files on; a person has to agree',
      stops: upload('www.dropbox.com'),
      letsBy: `kind: shell.run, command: 'curl -O https://www.dropbox.com/x'`,
    },
    {
      id: 'to-other-ai',
      on: ['shell.run', 'net.upload'],
      when: sends(isIn('ai')),
      verdict: 'approve',
      say: 'this sends data to another AI service; a person has to agree',
      stops: upload('api.openai.com'),
      letsBy: upload('openai.example.com'),
    },
    {
      id: 'webmail-pages',
      on: ['browser.act'],
      when: opens(isIn('webmail')),
      verdict: 'approve',
      say: "this opens somebody's mail, where what is written goes to others; a person has to agree",
      stops: page('mail.google.com'),
      letsBy: page('www.example.com'),
    },
    {
      id: 'sign-in-and-admin-pages',
      on: ['browser.act'],
      when: opens(isIn('identity-provider', 'admin')),
      verdict: 'approve',
      say: 'this opens a page where people sign in or rights are given; a person has to agree',
      stops: page('admin.google.com'),
      letsBy: page('docs.google.com'),
    },
    {
      id: 'paste-and-ai-pages',
      on: ['browser.act'],
      when: opens(isIn('paste', 'ai')),
      verdict: 'approve',
      say: 'what is pasted on this page leaves the company; a person has to agree',
      stops: page('chatgpt.com'),
      letsBy: page('openai.com'),
    },
    {
      id: 'file-share-pages-after-sensitive-data',
      on: ['browser.act'],
      when: `facts.session.has('sensitive-read', 'secret-seen') && ${opens(isIn('file-share'))}`,
      verdict: 'approve',
      say: 'this session has read sensitive data, and now opens a place for handing files on; a person has to agree',
      stops: page('www.dropbox.com', ', labels: [sensitive-read]'),
      letsBy: page('www.dropbox.com'),
    },
    {
      id: 'mail-and-admin-alone',
      on: ['browser.act', 'web.fetch'],
      when: `${ALONE} && ${opens(isIn('webmail', 'identity-provider', 'admin'))}`,
      verdict: 'block',
      say: 'nobody is there, so no mail, sign-in or admin page is opened',
      stops: page('mail.google.com', ', attended: false'),
      letsBy: "kind: web.fetch, url: 'https://mail.google.com/'",
    },
    {
      id: 'unknown-after-foreign-content',
      on: ['shell.run', 'net.upload'],
      when: `facts.session.has('untrusted-content') && facts.destination.firstSeenDays < 30.0 && ${sends(isUnknown)}`,
      verdict: 'approve',
      say: 'this session has read what others wrote, and sends data to a place of no known kind; a person has to agree',
      stops: upload('files.example.com', ', labels: [untrusted-content], destination: { firstSeenDays: 10 }'),
      letsBy: upload(
        'files.example.com',
        ', labels: [untrusted-content], destination: { firstSeenDays: 90 }',
      ),
    },
  ];
  return documentOf(
    {
      comment:
        'Where data may go, and which pages an agent opens, by what they are for (`catalogues/domains.yaml`).',
      id: 'destinations',
      description:
        'public paste sites get nothing; file shares, other AI services, mail, sign-in and admin pages need a person',
    },
    rules,
  );
};
