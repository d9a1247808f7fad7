import type { Capability } from '../interactions.ts'

export const past: Capability = {}
