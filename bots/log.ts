import { type Logger, pino } from 'pino'

/** JSON lines on standard error: ids and outcomes, never an answer's text, never a token. */
export function openLog(level: string): Logger {
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, serializers: { err: failureFields } },
    pino.destination({ fd: 2, sync: true }),
  )
}

/**
 * What a log line says of an error. Client libraries add the request (its body is what people wrote, its address may
 * hold a token), and drizzle a query's parameters.
 */
export function failureFields(error: unknown): { readonly message: string; readonly stack?: string } {
  if (!(error instanceof Error)) return { message: String(error) }
  const { type, message, stack, code, status } = pino.stdSerializers.err(error)
  const bare = withoutParameters(error.message)
  return {
    ...{ type, code, status },
    message: withoutParameters(message),
    stack: stack.replace(error.message, () => bare),
  }
}

function withoutParameters(message: string): string {
  return message.replace(/\nparams: [\s\S]*$/, '')
}
