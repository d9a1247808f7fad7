/**
 * The same with every text as PostgreSQL takes it: without NUL, and with U+FFFD for half of a surrogate pair, which a
 * cut in the middle of an emoji leaves. What is no plain list or object stays as it is. Pure.
 */
export function wellFormed<T>(value: T): T {
  return cleaned(value) as T
}

function cleaned(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('\0', '').toWellFormed()
  if (Array.isArray(value)) return value.map(cleaned)
  if (!isPlain(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [cleaned(name), cleaned(one)]))
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}
