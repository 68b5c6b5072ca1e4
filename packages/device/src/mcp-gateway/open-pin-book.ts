import type { KeyObject } from 'node:crypto';
import type { NewEvidence } from '@sallyport/action-model';
import type { StateHome } from '../state-home.ts';
import { PinBook, type PinBookOptions } from './pin-book.ts';
import { pinFiles } from './pin-files.ts';
import { pinnedCopies } from './pinned/pinned-copies.ts';

/** The book of this device, whose news go into the evidence. */
export const openPinBook = (
  home: Pick<StateHome, 'mcpSeen' | 'mcpApproved' | 'mcpPinned' | 'mcpServers'>,
  key: KeyObject,
  note: (evidence: NewEvidence) => void,
  now: () => Date,
  more: Pick<PinBookOptions, 'readerOf' | 'tellsApprovals'> = {},
): PinBook => {
  const forgotten = (file: string, why: string): void =>
    note({ type: 'lifecycle', event: 'mcp-pins-forgotten', detail: { file, why } });
  return new PinBook({
    files: pinFiles(home, key, forgotten),
    ...more,
    copies: pinnedCopies(home, key, forgotten),
    approvedFile: home.mcpApproved,
    now,
    tell: ({ type, ...detail }) => note({ type: 'lifecycle', event: `mcp-${type}`, detail }),
  });
};
