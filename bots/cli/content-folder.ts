import { fileURLToPath } from 'node:url'

/** Where Studyhall's own questions are. */
export const contentFolder = fileURLToPath(new URL('../../content', import.meta.url))
