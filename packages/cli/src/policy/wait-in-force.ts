import type { ApiClient } from '@sallyport/fleet-protocol';

const LOOK_EVERY_MS = 50;

/** True once the device itself said that it has the version in force; false when it did not in time. */
export async function waitInForce(
  client: Pick<ApiClient, 'policyInForce'>,
  device: string,
  version: string,
  timeoutMs: number,
): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const said = await client.policyInForce();
    if (said.ok && said.value.items.some((one) => one.device === device && one.version === version))
      return true;
    if (performance.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
