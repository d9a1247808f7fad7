import type { FakeDiscord, Outcome, SeenMessage } from '../support/fake-discord/types.ts'
import type { BotMessage, Chat, CommandWords, Replied, Spot, Written } from './chat.ts'

const vote = '👍'
const epoch = 1_420_070_400_000n

export function discordChat(
  fake: FakeDiscord,
  guild: string,
  { channels, people, doomed }: { channels: readonly string[]; people: readonly string[]; doomed: string },
): Chat {
  const person = (name: string) => fake.person(name, guild)
  const ref = ({ place, id }: Spot) => ({ channel: place, id })
  // the gateway acknowledges nothing
  const done = async (act: Promise<unknown>) => {
    await act
    return true
  }
  return {
    idOf: (name) => person(name).id,
    channelId: (channel) => fake.guild(guild).channel(channel).id,
    answer,
    edit: (name, message, text) => done(person(name).edit(ref(message), text)),
    remove: (name, message) => done(person(name).remove(ref(message))),
    vote: (name, message) => done(person(name).react(ref(message), vote)),
    unvote: (name, message) => done(person(name).unreact(ref(message), vote)),
    buttons: (message) => person(people[0] ?? '').message(ref(message))?.buttons ?? [],
    press: async (name, label, message) => replied(await person(name).press(label, ref(message))),
    command: async (name, words, channel) => replied(await person(name).command(commandOf(words), channel)),
    erase,
    uninstall: () => fake.guild(guild).removeBot(),
    said,
    doom: () => fake.guild(guild).deleteChannel(doomed),
  }

  async function answer(name: string, { place }: Spot, text: string): Promise<Written> {
    const { id } = await person(name).say(place, text)
    return { place, id, at: timeOf(id), acknowledged: false }
  }

  async function erase(name: string, channel: string): Promise<Replied> {
    const one = person(name)
    const settings = await one.command('study me', channel)
    if (!settings.shown.some(({ buttons }) => buttons.includes('Delete my data'))) return replied(settings)
    const question = await one.press('Delete my data')
    if (!question.responded) return replied(question)
    return replied(await one.press('Delete my answers too'))
  }

  function said(): BotMessage[] {
    const { messages, threads } = fake.guild(guild)
    const standing = channels.filter((channel) => exists(channel))
    const inChannels = standing.flatMap((channel) => [
      ...fromBot(messages(channel)).map((message) => seen(message, channel, undefined)),
      ...threads(channel).flatMap(({ id }) => fromBot(messages(id)).map((message) => seen(message, channel, id))),
    ])
    const inPrivate = people.flatMap((name) =>
      [...person(name).dm(), ...person(name).ephemerals()]
        .filter((message) => message.fromBot)
        .map((message) => ({ ...seen(message, '', undefined), isPrivate: true })),
    )
    return [...inChannels, ...inPrivate]
  }

  function exists(channel: string): boolean {
    try {
      return fake.guild(guild).channel(channel).id !== ''
    } catch {
      return false
    }
  }
}

function fromBot(messages: readonly SeenMessage[]): SeenMessage[] {
  return messages.filter((message) => message.fromBot && !message.ephemeral)
}

function seen(message: SeenMessage, channel: string, thread: string | undefined): BotMessage {
  const { id, words, text, reference } = message
  const mark = message.embeds[0]?.url
  return {
    place: message.channel,
    id,
    at: timeOf(id),
    channel,
    // what forwards results into the channel is no opening
    thread: thread ?? (reference === undefined ? undefined : `forwarded ${reference.id}`),
    words: `${words}\n${text}`,
    key: message.nonce ?? (typeof mark === 'string' ? mark : undefined),
    isPrivate: false,
  }
}

function timeOf(id: string): number {
  return Number((BigInt(id) >> 22n) + epoch)
}

function commandOf(words: CommandWords): string {
  return words === 'post' || words === 'close'
    ? `study-admin ${words}`
    : words === 'help'
      ? 'study help'
      : 'leaderboard'
}

function replied({ responded, shown }: Outcome): Replied {
  return { acknowledged: responded, words: shown.map(({ words, text }) => `${words}\n${text}`).join('\n') }
}
