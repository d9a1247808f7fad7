import { DrizzleQueryError } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { failureFields } from '../../bots/log.ts'

const secret = 'A lease is a lock\n    at rest'

test('what people wrote is not logged with the query that failed', () => {
  const cause = new Error('connection lost')
  const error = new DrizzleQueryError('insert into facts values ($1, $2)', ['m1', secret], cause)
  const { message, stack } = failureFields(error)
  expect(message).toBe('Failed query: insert into facts values ($1, $2)')
  expect(stack).toMatch(/^Error: Failed query: insert into facts values \(\$1, \$2\)\n {4}at /)
  expect(stack).toContain('caused by: Error: connection lost')
  expect(JSON.stringify(failureFields(error))).not.toContain('lease')
})

test('the request of a call that failed is not logged, its status is', () => {
  const request = { url: 'https://discord.com/api/interactions/1/token', requestBody: { json: secret } }
  const fields = failureFields(Object.assign(new Error('Service Unavailable'), { status: 503, code: 0, ...request }))
  expect(fields).toMatchObject({ type: 'Error', message: 'Service Unavailable', status: 503, code: 0 })
  expect(Object.keys(fields).toSorted()).toEqual(['code', 'message', 'stack', 'status', 'type'])
})

test('what is thrown without being an error is told as it is', () => {
  expect(failureFields('gone')).toEqual({ message: 'gone' })
})
