import type { ApiClient, ApiResult } from '@sallyport/fleet-protocol';

/** A link to one place of the console that logs in once; what is secret stands behind the `#`, so it reaches no log. */
export async function consoleLink(
  client: Pick<ApiClient, 'loginLink'>,
  path: string,
  secrets: Readonly<Record<string, string>> = {},
): Promise<ApiResult<string>> {
  const made = await client.loginLink();
  if (!made.ok) return made;
  const link = new URL(made.value.link);
  const fragment = new URLSearchParams({
    ...Object.fromEntries(new URLSearchParams(link.hash.slice(1))),
    ...secrets,
  });
  return { ok: true, value: `${link.origin}${path}#${fragment.toString()}` };
}
