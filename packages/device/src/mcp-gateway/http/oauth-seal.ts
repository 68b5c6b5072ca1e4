/**
 * Addresses of ours that a login goes through. Each says itself where it leads, in a form that nobody without the key of this
 * place can write: nothing has to be remembered between the steps of a login, and a server that names another end in the middle
 * of one changes nothing. The key itself stands in none of them, because a browser keeps what it was sent to.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

/** Which step of a login an address is for; one can't stand for another. */
export type SealUse = 'metadata' | 'issuer' | 'authorize' | 'token';

const Lead = z.tuple([z.string(), z.string(), z.string()]);

export type OAuthLead = {
  /** The server that a person logs in at, by its id. */
  readonly server: string;
  readonly url: string;
  /** What the server calls itself where tokens are made; empty where it has no such name. */
  readonly resource: string;
};

/** As it stands in a path. */
export const SEAL = /[\w-]{1,8192}\.[\w-]{43}/;

export function sealLead(key: string, use: SealUse, { server, url, resource }: OAuthLead): string {
  const text = JSON.stringify([server, url, resource]);
  return `${Buffer.from(text).toString('base64url')}.${macOf(key, use, text)}`;
}

export function openSeal(key: string, use: SealUse, sealed: string): OAuthLead | undefined {
  const [payload = '', mac = ''] = sealed.split('.');
  const text = Buffer.from(payload, 'base64url').toString('utf8');
  // As it is written, so that one address has one form.
  const [given, right] = [Buffer.from(mac), Buffer.from(macOf(key, use, text))];
  if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
  const [server, url, resource] = Lead.parse(JSON.parse(text));
  return { server, url, resource };
}

const macOf = (key: string, use: SealUse, text: string): string =>
  createHmac('sha256', key).update(`sallyport oauth ${use}\n${text}`).digest('base64url');
