import { jsonList } from '../blocks.ts'
import { fileSeenBy } from '../file-server.ts'
import { postMessage } from '../messages.ts'
import { fileFields } from '../payload-messages.ts'
import type { Json, SlackFile } from '../state.ts'
import { type Caller, channelArg, type Method, refuse, stringArg, wantWritable } from './method.ts'

/** The three steps that `files.uploadV2` takes: a URL, the bytes, and the sharing. */
export const fileMethods: Readonly<Record<string, Method>> = {
  'files.getUploadURLExternal': { scopes: ['files:write'], run: uploadUrl },
  'files.completeUploadExternal': { scopes: ['files:write'], run: complete },
  'files.info': { scopes: ['files:read'], run: info },
}

const mostAlt = 1_000

function uploadUrl(caller: Caller): Json {
  const { slack, team } = caller
  const name = stringArg(caller, 'filename')
  if (!(Number(caller.args.length) > 0)) refuse('invalid_arguments', 'a file of no length')
  const alt = caller.args.alt_txt
  if (typeof alt === 'string' && alt.length > mostAlt) refuse('alt_txt_too_large', `an alt_txt of ${alt.length}`)
  const file: SlackFile = {
    id: slack.nextId('F'),
    name,
    type: name.endsWith('.png') ? 'image/png' : 'text/plain',
    user: team.botUser,
    text: '',
    ...(typeof alt === 'string' ? { alt } : {}),
    created: slack.now(),
  }
  slack.uploads.set(file.id, { team: team.id, file, arrived: false, shared: false })
  return { upload_url: `${slack.url}/upload/v1/${file.id}`, file_id: file.id }
}

function complete(caller: Caller): Json {
  const { slack, team, args } = caller
  const files = jsonList(args.files).map(({ id }) => {
    const upload = slack.uploads.get(String(id))
    if (upload === undefined || upload.team !== team.id) return refuse('file_not_found')
    if (!upload.arrived) refuse('file_not_found', 'a file was completed before it was sent')
    if (upload.shared) refuse('file_already_completed', 'a file was completed twice')
    upload.shared = true
    return upload.file
  })
  if (files.length === 0) refuse('invalid_arguments', 'no files to complete')
  if (args.channel_id !== undefined) share(caller, files)
  return { files: files.map((file) => fileFields(slack, team, file)) }
}

function share(caller: Caller, files: SlackFile[]): void {
  const { slack, team, args } = caller
  const channel = channelArg({ ...caller, args: { channel: args.channel_id } })
  wantWritable(caller, channel)
  postMessage(slack, team, channel, {
    user: team.botUser,
    fromBot: true,
    text: typeof args.initial_comment === 'string' ? args.initial_comment : '',
    files,
    ...(typeof args.thread_ts === 'string' ? { thread: args.thread_ts } : {}),
  })
}

function info(caller: Caller): Json {
  const { slack, team } = caller
  const file = fileSeenBy(slack, team, stringArg(caller, 'file'))
  return file === undefined ? refuse('file_not_found') : { file: fileFields(slack, team, file) }
}
