/** The few sentences that the adapter says itself: about Slack, never about studying. */
export const slackWords = {
  tookTooLong: 'That took too long on our side, so the window could not open. Please try again.',
  broke: 'That broke on our side. Nothing was changed; please try again.',
  oneMoment: 'One moment …',
  recorded: 'Done.',
  windowTitle: 'Studyhall',
  close: 'Close',
  fileFollows: 'The file is in our direct messages.',
  noFile: 'Slack did not take the file. Ask whoever runs Studyhall here.',
  installed: (team: string) =>
    `Studyhall is installed in ${team}. Open Slack, go to the channel where questions shall be asked, and type “/invite @Studyhall”, then “/study schedule”.`,
  notInstalled:
    'Studyhall was not installed. Open the install page again: each of its links works once, for ten minutes.',
  refusedToken: (setting: string, said: string) =>
    `Slack refuses ${setting} (${said}). Copy it again from your app's page at https://api.slack.com/apps; docs/slack.md shows where it is.`,
  unreachable: (url: string, why: string) =>
    `Slack does not answer at ${url} (${why}). Check this machine's connection, and SLACK_API_URL if it is set.`,
} as const
