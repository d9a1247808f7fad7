import type { FakeSlack, Outcome, SeenMessage } from '../support/fake-slack/types.ts'
import type { BotMessage, Chat, CommandWords, Replied, Spot, Written } from './chat.ts'

const vote = '+1'

export function slackChat(
  fake: FakeSlack,
  team: string,
  { channels, people, doomed }: { channels: readonly string[]; people: readonly string[]; doomed: string },
): Chat {
  const person = (name: string) => fake.person(name, team)
  const ref = ({ place, id }: Spot) => ({ channel: place, ts: id })
  return {
    idOf: (name) => person(name).id,
    channelId: (channel) => fake.team(team).channel(channel).id,
    answer,
    edit: async (name, message, text) => (await person(name).edit(ref(message), text)).acknowledged,
    remove: async (name, message) => (await person(name).remove(ref(message))).acknowledged,
    vote: async (name, message) => (await person(name).react(ref(message), vote)).acknowledged,
    unvote: async (name, message) => (await person(name).unreact(ref(message), vote)).acknowledged,
    buttons: (message) => person(people[0] ?? '').message(ref(message))?.buttons ?? [],
    press: async (name, label, message) => replied(await person(name).press(label, ref(message))),
    command: async (name, words, channel) => replied(await person(name).command(...commandOf(words), channel)),
    erase,
    uninstall: () => fake.team(team).uninstall(),
    said,
    doom: () => fake.team(team).archive(doomed),
  }

  async function answer(name: string, { place, id }: Spot, text: string): Promise<Written> {
    const { ts, acknowledged } = await person(name).say(place, text, { thread: { channel: place, ts: id } })
    return { place, id: ts, at: Number(ts) * 1000, acknowledged }
  }

  async function erase(name: string, channel: string): Promise<Replied> {
    const one = person(name)
    const settings = await one.command('/study', 'me', channel)
    if (!settings.shown.some(({ buttons }) => buttons.includes('Delete my data'))) return replied(settings)
    const question = await one.press('Delete my data')
    if (!question.acknowledged) return replied(question)
    return replied(await one.press('Delete my answers too'))
  }

  function said(): BotMessage[] {
    const { botUser, messages } = fake.team(team)
    const inChannels = channels.flatMap((channel) =>
      messages(channel)
        .filter(({ user }) => user === botUser)
        .map((message) => seen(message, channel)),
    )
    const direct = people.flatMap((name) => [
      ...person(name)
        .dm()
        .filter(({ user }) => user === botUser),
      ...person(name).ephemerals(),
    ])
    const inPrivate = direct.map((message) => ({ ...seen(message, ''), isPrivate: true }))
    return [...inChannels.filter(({ isPrivate }) => !isPrivate), ...inPrivate]
  }
}

function seen(message: SeenMessage, channel: string): BotMessage {
  const { ts, words, text, thread_ts: thread, metadata, ephemeral } = message
  const key = (metadata as { event_payload?: { key?: string } } | undefined)?.event_payload?.key
  return {
    place: message.channel,
    id: ts,
    at: Number(ts) * 1000,
    channel,
    thread: thread === ts ? undefined : thread,
    words: `${words}\n${text}`,
    key,
    isPrivate: ephemeral,
  }
}

function commandOf(words: CommandWords): [string, string] {
  return words === 'leaderboard' ? ['/study', 'leaderboard'] : ['/study', words]
}

function replied({ acknowledged, shown }: Outcome): Replied {
  return { acknowledged, words: shown.map(({ words, text }) => `${words}\n${text}`).join('\n') }
}
