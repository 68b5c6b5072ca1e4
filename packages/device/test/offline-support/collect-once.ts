/** Takes what is kept in the state home of the first argument into its chain: two rounds, as the daemon does, then the end. */
import { KeptCollector } from '../../src/offline/collect-kept.ts';
import { openSpool } from '../../src/spool/open-spool.ts';
import { stateHome } from '../../src/state-home.ts';

const home = stateHome(process.argv[2] ?? '');
const spool = await openSpool({
  directory: home.spool,
  device: 'device-1',
  tier: 'cooperative',
  segmentBytes: 65_536,
  reserveBytes: 4096,
  now: () => new Date(),
});
let nowMs = 0;
const collector = new KeptCollector(home, spool, () => nowMs);
for (; nowMs < 10_000; nowMs += 5000) await collector.round(() => undefined);
await spool.close();
