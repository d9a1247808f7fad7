import type { Capability } from '../interactions.ts'

export const notices: Capability = {}
