import { DeviceId } from '@sallyport/action-model';
import type { HookContext } from '@sallyport/surfaces';
import { hookContextOf } from '../../src/hook-endpoint/machine.ts';

/** How a call of `ann`'s client is read, on a machine of her own. */
export const contextOfAnn = (): HookContext =>
  hookContextOf(
    {
      home: '/home/ann',
      user: 'ann',
      groups: [],
      groupsProof: 'claimed',
      device: DeviceId.parse('d'),
      tier: 'cooperative',
    },
    {},
  );
