import { DeviceId, type Passkey } from '@sallyport/action-model';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../api/client.ts';
import { takePasskeyCode } from '../api/session.ts';
import { CommandLine } from '../shell/command-line.tsx';
import { EvidenceLine } from '../text/evidence-text.tsx';
import { addPasskey } from './add-passkey.ts';
import { Card, Outcome, PlainPage } from './plain-page.tsx';
import { whyNoPasskeys } from './webauthn.ts';

const KEY = ['passkeys'] as const;

/** Adds the passkey that a one-time link is for, or another one by one that is known; and shows which are known. */
export const PasskeysPage = () => {
  const queries = useQueryClient();
  const { data: listed } = useQuery({ queryKey: KEY, queryFn: api.passkeys });
  // Given out once, and kept while the page is open.
  const [code, setCode] = useState(takePasskeyCode);
  const [state, setState] = useState<{ busy?: boolean; failed?: string; added?: Passkey }>({});
  const known = listed?.ok === true ? listed.value.items : [];
  const named = DeviceId.safeParse(new URLSearchParams(location.search).get('device'));
  const device = named.success ? named.data : known[0]?.device;
  const passkeys = known.flatMap((each) => each.passkeys);
  const canAdd = device !== undefined && (code !== undefined || passkeys.length > 0);
  const add = async () => {
    if (device === undefined) return;
    setState({ busy: true });
    const added = await addPasskey(device, code);
    // The device has used it up, whatever it said.
    setCode(undefined);
    setState(added.ok ? { added: added.value } : { failed: added.message });
    await queries.invalidateQueries({ queryKey: KEY });
  };
  const unusable = whyNoPasskeys();
  return (
    <PlainPage title="Passkeys">
      <div className="space-y-3">
        <h2 className="text-lg font-semibold">Passkeys of people who answer</h2>
        <p className="text-ink-2">
          What can’t be undone runs only on the answer of a person with a passkey that counts. The guard on
          the machine keeps the keys and checks each answer itself.
        </p>
        {state.added !== undefined && (
          <Outcome tone="good">
            Added for <EvidenceLine text={state.added.name} />
            {Date.parse(state.added.countsFrom) > Date.now() && (
              <>; it counts from {state.added.countsFrom}</>
            )}
            .
          </Outcome>
        )}
        {state.failed !== undefined && (
          <Outcome tone="bad">
            <EvidenceLine text={state.failed} maxCharacters={500} />
          </Outcome>
        )}
        {unusable !== undefined && <Outcome tone="bad">{unusable}</Outcome>}
        {unusable === undefined && canAdd && (
          <button
            type="button"
            className="control font-semibold"
            disabled={state.busy === true}
            onClick={() => void add()}
          >
            {code === undefined ? 'Add another passkey with one of yours' : 'Add a passkey'}
          </button>
        )}
        {unusable === undefined && code === undefined && (
          <p className="leading-7">
            A first one takes a one-time link:{' '}
            <CommandLine command="sallyport approvals passkey add --for NAME" />
          </p>
        )}
        <Card>
          <Known passkeys={passkeys} isRead={listed?.ok === true} />
        </Card>
      </div>
    </PlainPage>
  );
};

const Known = ({ passkeys, isRead }: { readonly passkeys: readonly Passkey[]; readonly isRead: boolean }) => {
  if (passkeys.length === 0)
    return <p className="px-4 py-3 text-ink-2">{isRead ? 'None is known.' : 'Looking…'}</p>;
  return (
    <ul>
      {passkeys.map(({ passkey, name, addedAt, by, countsFrom }) => (
        <li key={passkey} className="border-t border-line px-4 py-2 first:border-t-0">
          <EvidenceLine text={name} />
          <p className="text-xs text-ink-3">
            <EvidenceLine text={passkey} maxCharacters={40} verbatim /> added {addedAt} by{' '}
            {by === 'code' ? 'a one-time link' : 'another passkey'}
            {Date.parse(countsFrom) > Date.now() && (
              <span className="text-warn">; its answers are weak until {countsFrom}</span>
            )}
          </p>
        </li>
      ))}
    </ul>
  );
};
