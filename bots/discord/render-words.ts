/** What the adapter adds to what it draws. */
export const renderWords = {
  tooLong: '… (cut: too long for Discord)',
  refused: 'This is not saved yet:',
  putRight: 'What you typed is still there. Open the form again to put it right.',
  /** Of a command for those who manage the server, whose members have one of the same word. */
  forAdmins: (about: string) => `${about} (for server managers)`,
} as const
