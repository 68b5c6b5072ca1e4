export { startDevice } from './daemon.ts';
export type { Device, DeviceOptions } from './daemon.ts';
export { hookCommand } from './hook-client/hook-command.ts';
export { writeHookScript } from './hook-client/write-hook-script.ts';
export type { HookDoor } from './hook-endpoint/answer-hook.ts';
export { inspectInput } from './hook-endpoint/inspect-input.ts';
export { actionsOf } from './hook-endpoint/judge-batch.ts';
export { judgeResult } from './hook-endpoint/judge-result.ts';
export { LAST_RESORT_KINDS } from './hook-endpoint/last-resort-kinds.ts';
export {
  labelledSessions,
  releaseLabels,
  releaseSession,
  stoppedSessions,
} from './hook-endpoint/release-session.ts';
export { hookContextOf } from './hook-endpoint/machine.ts';
export { labelsOfAction } from './hook-endpoint/session-labels.ts';
export { SessionFacts } from './session-facts/session-facts.ts';
export { Inspector } from './inspection/inspector.ts';
export type { InspectorOptions } from './inspection/inspector.ts';
export type { Inspected } from './inspection/inspected.ts';
export { CODE_LASTS_MS, issuePasskeyCode } from './approvals/passkeys/passkey-codes.ts';
export { openIdentity, readDeviceKey } from './identity.ts';
export type { Identity } from './identity.ts';
export { compileForDevice } from './policy-cache/compile-for-device.ts';
export { builtInDocuments, localGuard } from './policy-cache/local-protection.ts';
export type { LocalGuard } from './policy-cache/local-protection.ts';
export { PeopleFile } from './policy-cache/people-file.ts';
export { PolicyCache } from './policy-cache/policy-cache.ts';
export {
  judgeCasesFile,
  readPolicyFolder,
  packCatalogue,
  packExports,
  selfProtection,
  shippedPack,
  shippedPackNames,
  shippedRamp,
} from './policy-cache/shipped-packs.ts';
export { findPortOwner } from './port-owner.ts';
export { prepareStateHome } from './prepare-state-home.ts';
export { resolvePaths } from './resolve-paths.ts';
export { readRunning, removeRunning, startTicksOf, writeRunning } from './running.ts';
export type { Running } from './running.ts';
export { goThroughProxies } from './network-proxies.ts';
export { readSettings } from './settings.ts';
export type { Settings, SettingsOutcome } from './settings.ts';
export { MACHINE_RECORDS } from './managed-tier/managed-machine.ts';
export { readJudgeFile } from './judge/judge-file.ts';
export { measureJudge, readCases } from './judge/measure-judge.ts';
export type { JudgeMeasure } from './judge/measure-judge.ts';
export { askProvider } from './judge/providers.ts';
export { approveServer, listServers } from './mcp-gateway/approve-servers.ts';
export type { ApprovedServer, ListedServer } from './mcp-gateway/approve-servers.ts';
export { contentAt } from './mcp-gateway/content/server-content.ts';
export { listCopies } from './mcp-gateway/pinned/open-copies.ts';
export { pinServer, unpinServer } from './mcp-gateway/pinned/pin-server.ts';
export type { PinPlan } from './mcp-gateway/pinned/pin-server.ts';
export { runInSandbox } from './sandbox/run-in-sandbox.ts';
export { takeJob } from './sandbox/take-job.ts';
export type { GuardDoor } from './sandbox/take-job.ts';
export { followSpool, recordsBehind, tailSpool } from './spool/tail-spool.ts';
export { verifySpool } from './spool/verify-spool.ts';
export { StateError } from './state-error.ts';
export { stateHome } from './state-home.ts';
export type { StateHome } from './state-home.ts';
export { takeUpLock, upLockHolder } from './up-lock.ts';
export { applyPlan } from './install/apply-plan.ts';
export type { InstallEnvironment, InstallPlan, InstallTarget, PlanOutcome } from './install/install-plan.ts';
export { gatewayAt, relayWords } from './install/mcp/mcp-environment.ts';
export { planInstall } from './install/plan-install.ts';
export { planUninstall } from './install/plan-uninstall.ts';
export type { Problem } from './health/check-health.ts';
export { lookAtMachine, MINIMUM_CLIENT_VERSION, statusSource } from './machine-health.ts';
export type { MachineHealth } from './machine-health.ts';
export { probeDaemon } from './health/probe-daemon.ts';
export { findClients } from './install/find-clients.ts';
export { compareVersions } from './install/client-version.ts';
export type { HandedOver } from './managed-tier/hook-ports.ts';
export { applyManaged, removeManaged } from './managed-tier/apply-managed.ts';
export { bundleFolder, planProgramCopy } from './managed-tier/copy-program.ts';
export type { ProgramCopy } from './managed-tier/copy-program.ts';
export { MACHINE_PROGRAM } from './managed-tier/machine-file.ts';
export {
  FIRST_CLIENT_WITH_ON_FAILURE,
  MACHINE_DEFAULTS,
  machineInstall,
  managedHookForm,
  managedMarks,
} from './managed-tier/machine-install.ts';
export { readManagedMachine } from './managed-tier/managed-machine.ts';
export type { ManagedMachine } from './managed-tier/managed-machine.ts';
export { localPeople } from './managed-tier/people.ts';
export { findCurl } from './hook-client/write-hook-script.ts';
export { READ_LIMITS } from './component-files/component-source.ts';
export { readComponentFiles } from './component-files/read-component-files.ts';
export type {
  BundleTrick,
  ComponentSource,
  ReadLimits,
  SourceFile,
  SourceOutcome,
} from './component-files/component-source.ts';
export { hashContent } from './inventory/content-hash.ts';
export { INVENTORY_KINDS } from './inventory/inventory-item.ts';
export { ownHookMarks } from './inventory/own-marks.ts';
export { takeInventory } from './inventory/take-inventory.ts';
export type { InventoryItem } from './inventory/take-inventory.ts';
export type { CheckedPosture } from './inventory/posture/check-posture.ts';
