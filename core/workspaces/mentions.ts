/** Mentions, as the platforms write them into what people type. Pure. */

interface Mention {
  readonly kind: 'member' | 'group'
  readonly id: string
}

/** A text that is one mention and no more: `<@U123|bo>`, `<@!81>`, `<@&93>`, `<!subteam^S123|@name>`. */
export function mentionIn(text: string): Mention | undefined {
  const [, sign = '', id = ''] = /^<(@!?|@&|!subteam\^)([\p{L}\p{N}_.-]{1,80})(?:\|[^>]*)?>$/u.exec(text.trim()) ?? []
  if (id === '') return undefined
  return { kind: sign.startsWith('@') && sign !== '@&' ? 'member' : 'group', id }
}
