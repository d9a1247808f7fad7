/**
 * After a test: what the fake platform holds against the bot, in full.
 *
 * @throws Error with all of it, where there is any
 */
export function expectNoViolations({ violations }: { readonly violations: readonly string[] }): void {
  if (violations.length > 0) throw new Error(`the platform complains of the bot: ${violations.join('; ')}`)
}
