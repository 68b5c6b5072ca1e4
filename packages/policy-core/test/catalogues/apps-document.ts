import type { Catalogue } from './catalogue.ts';
import { anyOf, documentOf, itemsOf, type MadeRule } from './made-rule.ts';

const act = (app: string, gesture = 'open_application'): string =>
  `kind: screen.act, gesture: ${gesture}, app: ${app}`;

/** `policies/individual/apps.yaml`: which applications an agent may work in through the screen, by category. */
export const appsDocument = (apps: Catalogue): string => {
  const isIn = (...categories: readonly string[]): string =>
    `has(action.app) && ${anyOf('action.app.lowerAscii().like', itemsOf(apps, categories))}`;
  const isUnknown = `!${anyOf('action.app.lowerAscii().like', itemsOf(apps, [...apps.keys()]))}`;
  // The question is put when an application is opened or asked for, and not at each click in it.
  const opens = "action.gesture in ['request_access', 'open_application']";
  const rules: readonly MadeRule[] = [
    {
      id: 'forbidden',
      on: ['screen.act'],
      when: isIn('password-manager', 'banking', 'health', 'government'),
      verdict: 'block',
      say: 'agents stay out of password managers, banking, health and government applications',
      stops: act('1Password 8', 'left_click'),
      letsBy: act('Microsoft Excel', 'left_click'),
    },
    {
      id: 'machine',
      on: ['screen.act'],
      when: isIn('admin'),
      verdict: 'block',
      say: 'terminals, settings and remote desktops are not worked through the screen; ask for a command, which can be looked at',
      stops: act('Terminal', 'type'),
      letsBy: act('TextEdit', 'type'),
    },
    {
      id: 'people-and-law',
      on: ['screen.act'],
      when: `${opens} && ${isIn('hr', 'legal')}`,
      verdict: 'approve',
      say: 'this opens personnel or legal data; a person has to agree',
      stops: act('Workday'),
      letsBy: act('Workday', 'left_click'),
    },
    {
      id: 'messaging',
      on: ['screen.act'],
      when: `${opens} && ${isIn('messaging')}`,
      verdict: 'approve',
      say: 'this opens an application in which messages are sent; a person has to agree',
      stops: act('Slack'),
      letsBy: act('Calculator'),
    },
    {
      id: 'unknown',
      on: ['screen.act'],
      when: `${opens} && has(action.app) && ${isUnknown}`,
      verdict: 'approve',
      say: 'nobody has said yet what this application is for; a person has to agree',
      stops: act('Frobnicator'),
      letsBy: act('Google Chrome'),
    },
  ];
  return documentOf(
    {
      comment:
        'Applications that an agent may work in through the screen, by what they are for (`catalogues/apps.yaml`).',
      id: 'apps',
      description:
        'no passwords, banking, health, government and administration through the screen; unknown applications need a person',
    },
    rules,
  );
};
