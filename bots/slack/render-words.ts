/** What the adapter adds to what it draws. */
export const renderWords = {
  tooLong: '… (cut: too long for Slack)',
  cancel: 'Cancel',
  noGroups: 'This workspace has no user groups to choose from.',
} as const
