import type { Capability } from '../interactions.ts'

export const answering: Capability = {}
