/** What the app may do in a workspace, the least that it needs; `manifest.yaml` asks for the same. */
export const scopes = [
  // to be asked: /study, and the shortcuts on messages
  'commands',
  // to ask, to say results, to reply in private
  'chat:write',
  // to hear answers where it was invited, and to look back after a lost response
  'channels:history',
  'groups:history',
  'im:history',
  // to know whether it is in a channel, and what it is called
  'channels:read',
  'groups:read',
  // to write to one person alone
  'im:write',
  // to hear votes, and to put a ✓ on what is collected
  'reactions:read',
  'reactions:write',
  // names, time zones, and who manages the workspace
  'users:read',
  // user groups: who counts, and who may manage
  'usergroups:read',
  // to read a file of questions that an admin hands over
  'files:read',
  // to give members their own data as a file, and to show pictures in messages
  'files:write',
] as const
