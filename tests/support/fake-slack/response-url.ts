import { isJson, stringIn, withIds } from './blocks.ts'
import { messageProblem, pictureProblem } from './checks.ts'
import { changeMessage, deleteMessage, postMessage } from './messages.ts'
import { type Json, messageOf, type ResponseUrl, type Slack, type Team, teamOf } from './state.ts'

/** `response_url`: five uses in thirty minutes. */

const life = 30 * 60_000
const mostUses = 5

export function responseUrl(slack: Slack, about: Omit<ResponseUrl, 'uses' | 'at'>): string {
  const id = slack.secret()
  slack.responseUrls.set(id, { ...about, at: slack.now(), uses: 0 })
  return `${slack.url}/response/${id}`
}

/** `ok`, or the error that Slack answers with. */
export function answerResponseUrl(slack: Slack, id: string, raw: string): string {
  const url = slack.responseUrls.get(id)
  if (url === undefined) return 'no_url'
  if (slack.now() - url.at > life) return 'expired_url'
  if (url.uses >= mostUses) {
    slack.violation('a response_url was used a sixth time')
    return 'used_url'
  }
  url.uses += 1
  const body: unknown = JSON.parse(raw)
  return respond(slack, url, isJson(body) ? body : {})
}

/** A message in answer to a command or a press, by its response_url or by the acknowledgement. */
export function respond(slack: Slack, to: ResponseUrl, body: Json): string {
  const team = teamOf(slack, to.team)
  if (body.delete_original === true) return removeOriginal(slack, team, to)
  const problem = messageProblem(body) ?? pictureProblem(slack, team, body.blocks)
  if (problem !== undefined) {
    const why = problem.problems.join('; ')
    if (why !== '') slack.violation(`an answer to a person: ${problem.error}: ${why}`)
    return problem.error
  }
  if (body.replace_original === true) return replaceOriginal(slack, team, to, body)
  const channel = team.channels.get(to.channel)
  if (channel === undefined) return 'channel_not_found'
  const thread = typeof body.thread_ts === 'string' ? body.thread_ts : undefined
  postMessage(slack, team, channel, {
    user: team.botUser,
    fromBot: true,
    text: stringIn(body.text),
    blocks: withIds(slack, body.blocks),
    ...(thread === undefined ? {} : { thread }),
    ...(body.response_type === 'in_channel' ? {} : { onlyFor: to.user }),
  })
  return 'ok'
}

function replaceOriginal(slack: Slack, team: Team, to: ResponseUrl, body: Json): string {
  const channel = team.channels.get(to.channel)
  const message = channel && to.message ? messageOf(channel, to.message) : undefined
  if (channel === undefined || message === undefined) return 'message_not_found'
  changeMessage(slack, team, channel, message, () => {
    message.text = stringIn(body.text)
    message.blocks = withIds(slack, body.blocks)
    message.edited = { user: team.botUser, ts: slack.nextTs() }
  })
  return 'ok'
}

function removeOriginal(slack: Slack, team: Team, to: ResponseUrl): string {
  const channel = team.channels.get(to.channel)
  const message = channel && to.message ? messageOf(channel, to.message) : undefined
  if (channel === undefined || message === undefined) return 'message_not_found'
  deleteMessage(slack, team, channel, message)
  return 'ok'
}
