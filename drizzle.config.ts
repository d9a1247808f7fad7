import { defineConfig } from 'drizzle-kit'

export default defineConfig({
  dialect: 'postgresql',
  schema: ['./core/db/columns.ts', './core/db/schema.ts', './core/db/question-tables.ts'],
  out: './migrations',
})
