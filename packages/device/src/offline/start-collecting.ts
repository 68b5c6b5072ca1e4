import type { NewEvidence } from '@sallyport/action-model';
import type { DeedLedger } from '@sallyport/enforcement';
import type { Logger } from 'pino';
import type { ProofKeeper } from '../health/proof-keeper.ts';
import type { Spool } from '../spool/spool.ts';
import type { StateHome } from '../state-home.ts';
import { KeptCollector } from './collect-kept.ts';

/** How often what the hook script could only leave in files is taken into the chain. */
const INTERVAL_MS = 5_000;

/** Takes offline decisions and last-resort lines into the chain, now and from then on. Returns how to stop. */
export function startCollecting(
  home: StateHome,
  spool: Spool,
  proofs: ProofKeeper,
  deeds: DeedLedger,
  log: Logger,
): () => void {
  const collector = new KeptCollector(home, spool);
  let running: Promise<void> | undefined;
  const collect = async (): Promise<void> => {
    const { taken, bad } = await collector.round((evidence) => {
      prove(proofs, evidence);
      if (evidence.type === 'decision') deeds.learn(evidence.origin);
    });
    if (taken > 0) log.info({ taken }, 'decisions made while the daemon was down are in the chain');
    if (bad > 0) log.warn({ bad }, 'offline evidence that could not be read was set aside');
  };
  const collectOnce = (): void => {
    running ??= collect()
      .catch((error: unknown) => log.error({ error }, 'offline evidence could not be collected'))
      .finally(() => {
        running = undefined;
      });
  };
  collectOnce();
  const timer = setInterval(collectOnce, INTERVAL_MS);
  timer.unref();
  return () => clearInterval(timer);
}

/** A session whose hooks were answered offline had hooks all the same. */
function prove(proofs: ProofKeeper, evidence: NewEvidence): void {
  if (evidence.type !== 'decision') return;
  const at = evidence.sightings[0]?.at;
  if (at === undefined) return;
  proofs.hookSeen({
    event: 'offline',
    tool: evidence.action.tool?.name ?? null,
    at,
    session: evidence.origin.session ?? null,
    clientVersion: evidence.origin.agentVersion ?? null,
  });
}
