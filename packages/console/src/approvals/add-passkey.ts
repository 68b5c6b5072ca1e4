import type { Passkey, PasskeyRegistration } from '@sallyport/action-model';
import type { PasskeyRequest } from '@sallyport/fleet-protocol';
import { api } from '../api/client.ts';
import { settled } from './answer-ticket.ts';
import { makePasskey, signSponsor, type Gesture } from './webauthn.ts';

type Proof = Pick<PasskeyRequest, 'code' | 'sponsor'>;

/** Makes a passkey and asks the device to let it in: by a code, or else by another passkey of the same person. */
export async function addPasskey(
  device: PasskeyRequest['device'],
  code: string | undefined,
): Promise<Gesture<Passkey>> {
  const begun = await api.passkeyChallenge(device);
  if (!begun.ok) return begun;
  const made = await makePasskey(device, code, begun.value);
  if (!made.ok) return made;
  const registration = made.value;
  const proof = code === undefined ? await sponsorOf(device, registration) : proofBy({ code });
  if (!proof.ok) return proof;
  const sent = await api.addPasskey({ device, registration, ...proof.value });
  if (!sent.ok) return sent;
  const heard = await settled(async () => {
    const listed = await api.passkeys();
    const here = listed.ok ? listed.value.items.find((each) => each.device === device) : undefined;
    const { credential } = registration;
    return (
      here?.passkeys.find(({ passkey }) => passkey === credential) ??
      here?.refused.find(({ passkey }) => passkey === credential)
    );
  });
  if (heard === undefined) return { ok: false, message: 'The passkey waits for its device, which is away.' };
  return 'why' in heard ? { ok: false, message: heard.why } : { ok: true, value: heard };
}

const proofBy = (proof: Proof): Gesture<Proof> => ({ ok: true, value: proof });

async function sponsorOf(
  device: PasskeyRequest['device'],
  registration: PasskeyRegistration,
): Promise<Gesture<Proof>> {
  const begun = await api.passkeyChallenge(device);
  if (!begun.ok) return begun;
  const signed = await signSponsor(device, registration, begun.value);
  return signed.ok ? proofBy({ sponsor: signed.value }) : signed;
}
