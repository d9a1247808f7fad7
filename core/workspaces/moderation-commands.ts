import type { Capability } from '../interactions.ts'

export const moderation: Capability = {}
