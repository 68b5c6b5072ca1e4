import { describe, expect, it } from 'vitest';
import { together } from './health-of-everybody.ts';

const down = (text: string) => ({
  code: 'daemon-down' as const,
  title: 'the daemon does not answer',
  severity: 'error' as const,
  places: [{ text, fix: 'run `sallyport down`, then `sallyport up`' }],
});

describe('together', () => {
  it('does not miss a client of one person while another has one', () => {
    const missing = { ...down('no client'), code: 'client-not-found' as const };
    expect(together([[missing], []])).toEqual([]);
    expect(together([[missing], [missing]])).toMatchObject([{ code: 'client-not-found' }]);
  });

  it('names each place once, with a fix that works on a managed machine', () => {
    expect(
      together([[down('here')], [down('here'), { ...down('x'), code: 'not-installed' }], [down('there')]]),
    ).toEqual([
      {
        ...down(''),
        places: [
          { text: 'here', fix: 'run `systemctl restart sallyport.service`' },
          { text: 'there', fix: 'run `systemctl restart sallyport.service`' },
        ],
      },
      {
        ...down(''),
        code: 'not-installed',
        places: [{ text: 'x', fix: 'run `systemctl restart sallyport.service`' }],
      },
    ]);
  });
});
