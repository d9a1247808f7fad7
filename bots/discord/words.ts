/** The few sentences that the adapter says itself: about Discord, never about studying. */
export const discordWords = {
  tookTooLong: 'That took too long on our side. Please try again.',
  broke: 'That broke on our side. Nothing was changed; please try again.',
  tryAgain: 'Try again',
  next: 'Continue',
  formTooOld: 'That form has been put away since. Please open it again.',
  oneStepMore: 'One step more.',
  adminsHint:
    'On Discord, commands for setting up stand under `/study-admin`, `/question-admin`, `/quiz-admin` and `/team-admin`, and show themselves to people with “Manage Server”. To show them to others: Server Settings → Integrations → Studyhall.',
  refusedToken:
    'Discord refuses DISCORD_TOKEN. Open https://discord.com/developers/applications, choose your application, then “Bot” and “Reset Token”, and set the new one.',
  missingIntent:
    'Discord does not allow this application what it asks for. Open https://discord.com/developers/applications, choose your application, then “Bot”, and switch “Message Content Intent” on.',
  tooManyGuilds:
    'Discord wants this bot in several shards. Set DISCORD_SHARDS=auto, or a range for each process such as 0-3/16.',
  identifiesSpent:
    'Discord allows no more connections for this bot today: it was started too often. Wait until the count begins anew, at most 24 hours, and start it once.',
  closed: (code: number) =>
    `Discord has closed the connection for good (${code}). See https://discord.com/developers/docs/topics/opcodes-and-status-codes, then start Studyhall again.`,
  unreachable: (url: string, why: string) =>
    `Discord does not answer at ${url} (${why}). Check this machine's connection, and DISCORD_API_URL if it is set.`,
  doesNotAnswer: (why: string) =>
    `It does not (${why}). Check this machine's connection, and DISCORD_API_URL if it is set.`,
  contentOn: 'Message Content Intent is on: answers are taken from the thread',
  contentOff:
    'Message Content Intent is off: answers are given with the button under a question. To take them from the thread too, switch it on in the developer portal, under “Bot”',
  servers: (count: number) =>
    count === 0
      ? 'It is in no server yet: `npm start` prints the link that invites it'
      : `It is in ${count} ${count === 1 ? 'server' : 'servers'}`,
  invite: 'let me see the channel, in its settings under “Permissions”',
  invitation: (url: string) => `Invite Studyhall to a server: ${url}`,
  withoutContent:
    'Discord does not let Studyhall read messages here, so answers are given with the button under a question. To take answers from the thread too, switch “Message Content Intent” on in the developer portal, under “Bot”.',
} as const
