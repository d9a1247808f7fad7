import type { WorkspaceId } from '../../core/platform.ts'

/** Discord's ids hold the time at which they were made: milliseconds since 2015 above 22 bits (docs: Snowflakes). */

const discordEpoch = 1_420_070_400_000n

/** @throws SyntaxError for a text that is no id */
export function instantOf(id: string): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(Number((BigInt(id) >> 22n) + discordEpoch))
}

/** The smallest id of that moment: for `after`. */
export function idAt(at: Temporal.Instant): string {
  return String((BigInt(Math.max(at.epochMilliseconds, Number(discordEpoch))) - discordEpoch) << 22n)
}

export function workspaceOf(guild: string): WorkspaceId {
  return `discord/${guild}`
}

export function guildOf(workspace: WorkspaceId): string {
  return workspace.slice('discord/'.length)
}
