import { Lexer } from 'yaml'

/**
 * The parser takes the square of the depth of `{` and of `? ` (minutes for 100 kB), and its own recursion ends in an
 * error. The lexer is linear: what no pack needs is refused by its tokens. Pure.
 */

const deepest = 12
const mostExplicitKeys = 20

export function isTangled(text: string, mostTokens: number): boolean {
  let [depth, tokens, explicitKeys] = [0, 0, 0]
  for (const token of new Lexer().lex(text)) {
    tokens += 1
    if (token === '{' || token === '[') depth += 1
    if (token === '}' || token === ']') depth -= 1
    if (token === '?') explicitKeys += 1
    if (depth > deepest || tokens > mostTokens || explicitKeys > mostExplicitKeys) return true
  }
  return false
}
