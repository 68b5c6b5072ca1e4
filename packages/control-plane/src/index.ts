export { startControlPlane } from './control-plane.ts';
export type { ControlPlane, ControlPlaneHealth, ControlPlaneOptions } from './control-plane.ts';
export { CONSOLE_POLICY } from './console-files.ts';
export type { Log } from './log.ts';
export type { BundleContent } from './policy/next-bundle.ts';
export type { DeskOutcome } from './policy/policy-desk.ts';
export type { Publish, PublishOutcome } from './policy/publisher.ts';
export type { PublicSigningKey } from './policy/signing-key.ts';
