/** What the adapter adds to what it draws. */
export const renderWords = {
  tooLong: '… (cut: too long for Slack)',
  cancel: 'Cancel',
} as const
