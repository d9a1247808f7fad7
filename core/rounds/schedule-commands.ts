import type { Capability } from '../interactions.ts'

export const schedules: Capability = {}
