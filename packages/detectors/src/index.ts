export { capabilitiesOf, type Touched } from './commands/capabilities-of.ts';
export type { Capability, CommandCapability, Tier } from './commands/capability.ts';
export { type FoundCommand, findCommandsIn } from './commands/find-commands-in.ts';
export {
  type CommandFindings,
  findDangerousCommands,
  findDangerousCommandsWithin,
} from './commands/find-dangerous-commands.ts';
export type { Detection, DetectorInput, TextRole } from './detection.ts';
export { detect, type Detected, type DetectOptions } from './detect.ts';
export type {
  Component,
  ComponentFile,
  ComponentFinding,
  ComponentKind,
  ComponentReport,
  Definition,
  FindingLevel,
  Grade,
  KnownName,
  PinnedDefinition,
  ScanOptions,
  UnreadReason,
} from './manifests/component-report.ts';
export { findInjection, findInjectionWithin, type InjectionFindings } from './injection/find-injection.ts';
export { pinDefinitions } from './manifests/definitions.ts';
export { findInManifest, type ManifestFindings, type ManifestText } from './manifests/find-in-manifest.ts';
export { gradeOf } from './manifests/grade.ts';
export { type Likeness, readAlike, skeletonOf } from './manifests/names/read-alike.ts';
export { scanComponent } from './manifests/scan-component.ts';
export { normalise, type Normalised } from './normalise/normalise.ts';
export type { Feature, HiddenBy, View, ViewKind } from './normalise/view.ts';
export type { DataPair, DataReading } from './normalise/read-data.ts';
export { findBulk } from './personal-data/find-bulk.ts';
export { findPersonalData } from './personal-data/find-personal-data.ts';
export { findPhones } from './personal-data/find-phones.ts';
export type { OwnDetectors } from './own-detectors/find-own.ts';
export { readOwnDetectors, type ReadOwnDetectors } from './own-detectors/read-own-detectors.ts';
export { createStream, type DetectorStream, type StreamOptions } from './streaming/create-stream.ts';
export { gravestFindings, gravestOf, sortOf, TOO_MANY_GRAVE } from './streaming/gravest-findings.ts';
export { findSecrets, findSecretsWithin, type SecretFindings } from './secrets/find-secrets.ts';
