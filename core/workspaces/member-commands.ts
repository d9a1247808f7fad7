import type { Capability } from '../interactions.ts'

export const ownSettings: Capability = {}
