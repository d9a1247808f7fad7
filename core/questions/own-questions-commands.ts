import type { Asked, Capability } from '../interactions.ts'
import type { Message, Reply } from '../platform.ts'
import { privately } from '../reply.ts'
import { bringPackBack, ownPacksIn, retirePack } from './own-questions.ts'
import { ownWords, packsWords, takeOutWords } from './own-questions-words.ts'

/** The workspace's own packs, for admins. */
export const ownPacks: Capability = {
  commands: [
    {
      words: 'question packs',
      about: "This workspace's own questions, to take out and bring back",
      gives: 'private',
      forAdmins: true,
      run: async (asked) => ({ kind: 'message', seen: 'private', message: await listOf(asked) }),
    },
  ],
  buttons: {
    'pack-out': { gives: 'update', forAdmins: true, run: (asked, _subject, [pack = '']) => askBefore(asked, pack) },
    'pack-out-now': { gives: 'update', forAdmins: true, run: takeOut },
    'pack-keep': { gives: 'update', forAdmins: true, run: async (asked) => update(await listOf(asked)) },
    'pack-back': { gives: 'update', forAdmins: true, run: (asked, _subject, [pack = '']) => bringBack(asked, pack) },
  },
}

async function listOf({ tx, workspace }: Asked): Promise<Message> {
  return packsWords(await ownPacksIn(tx, workspace))
}

async function askBefore({ tx, workspace }: Asked, id: string): Promise<Reply> {
  const pack = (await ownPacksIn(tx, workspace)).find((one) => one.id === id && one.asked > 0)
  return pack === undefined ? privately(ownWords.packGone) : update(takeOutWords(pack))
}

/** Pressed twice, or by two admins, it is taken out once; both see how it stands. */
async function takeOut(asked: Asked, pack: string): Promise<Reply> {
  const { tx, workspace, now } = asked
  await retirePack(tx, { workspace, pack, now })
  return update(await listOf(asked))
}

async function bringBack(asked: Asked, pack: string): Promise<Reply> {
  const { tx, workspace } = asked
  await bringPackBack(tx, { workspace, pack })
  return update(await listOf(asked))
}

function update(message: Message): Reply {
  return { kind: 'update', message }
}
