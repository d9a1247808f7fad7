import type { Capability } from '../interactions.ts'

export const upcomingQuestions: Capability = {}
