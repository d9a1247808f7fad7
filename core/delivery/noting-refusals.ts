import type { ChatPlatform } from '../platform.ts'

/** The platforms, and whether one of them has refused something since. */
export function notingRefusals(platforms: ReadonlyMap<string, ChatPlatform>): {
  readonly platforms: ReadonlyMap<string, ChatPlatform>
  isRefused(): boolean
} {
  let refused = false
  const watched = [...platforms].map(([name, platform]) => [name, watching(platform)] as const)
  return { platforms: new Map(watched), isRefused: () => refused }

  function watching(platform: ChatPlatform): ChatPlatform {
    return new Proxy(platform, {
      get(target, name) {
        const verb: unknown = Reflect.get(target, name)
        if (typeof verb !== 'function') return verb
        return async (...given: unknown[]) => {
          const said: unknown = await verb.apply(target, given)
          if (typeof said === 'object' && said !== null && 'refused' in said) refused = true
          return said
        }
      },
    })
  }
}
