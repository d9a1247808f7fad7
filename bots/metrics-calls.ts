import { subscribe, unsubscribe } from 'node:diagnostics_channel'

/**
 * Hears the answer to every call to a platform, where the HTTP client itself tells of it: also the “too many” that a
 * platform's library waits out by itself.
 *
 * @param platforms names with the address of their API
 * @returns what ends it
 */
export function hearCalls(
  platforms: Readonly<Record<string, string>>,
  answered: (platform: string, status: number) => void,
): () => void {
  const names = new Map(Object.entries(platforms).map(([name, url]) => [new URL(url).origin, name]))
  const hear = (message: unknown) => {
    const { request, response } = message as { request: { origin?: unknown }; response: { statusCode: number } }
    const platform = names.get(String(request.origin))
    if (platform !== undefined) answered(platform, response.statusCode)
  }
  subscribe('undici:request:headers', hear)
  return () => void unsubscribe('undici:request:headers', hear)
}
