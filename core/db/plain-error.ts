/** An error whose message is a sentence for the operator: it names what is wrong and the way out. */
export class PlainError extends Error {
  override name = 'PlainError'
}
