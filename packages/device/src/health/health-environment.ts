import type { BundleSeen, DaemonSeen, EvidenceSeen } from './snapshot.ts';
import type { TranscriptReader } from './transcript-reader.ts';

/** Where to look, and the three questions that only other parts of the device can answer. */
export interface HealthEnvironment {
  /** Sallyport's state folder. */
  readonly home: string;
  /** Where installs are recorded; by default in the state folder. */
  readonly records?: string;
  readonly userHome: string;
  readonly platform: NodeJS.Platform;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly now: Date;
  readonly minimumClientVersion: string;
  /** Values of `ANTHROPIC_BASE_URL` that lead to our own gateway, beside loopback. */
  readonly expectedBaseUrls?: readonly string[];
  readonly procFolder?: string;
  readonly probeDaemon: () => Promise<DaemonSeen>;
  readonly inspectBundle: () => Promise<BundleSeen>;
  readonly verifyEvidence: () => Promise<EvidenceSeen>;
  /** Names of servers that go past the gateway. Reads files of any size, so only where somebody waits for it. */
  readonly findServersApart?: () => Promise<readonly string[] | null>;
  readonly freeBytes?: (folder: string) => Promise<number | null>;
  /** The daemon passes its own, which goes on where it stopped; without one, transcripts are read anew. */
  readonly transcripts?: TranscriptReader;
}
