/** What is said about what came before someone had their data deleted. */
export const erasedWords = {
  repliedBefore: 'That was done before. What I said then is no longer kept.',
  before: 'You have had your data deleted since, so this was not kept.',
} as const
