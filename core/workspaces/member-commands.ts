import type { Asked, Capability, FormValues } from '../interactions.ts'
import type { Message, Reply } from '../platform.ts'
import { privately, staleButton } from '../reply.ts'
import { shownWords, streakShownButton } from '../standings/streak-words.ts'
import { showStreak } from '../standings/streaks.ts'
import { eraseMember } from './erasure.ts'
import { exportOf } from './export.ts'
import { saveSettings, settingsOf } from './own-settings.ts'
import { readSettings, settingsForm, typedOf } from './settings-form.ts'
import { dataWords, deleteQuestion, settingsMessage, settingsWords } from './settings-words.ts'

/** What members decide about themselves. All of it is about whoever asks, so no button names a row. */
export const ownSettings: Capability = {
  commands: [
    {
      words: 'study me',
      about: 'Your settings and your data',
      gives: 'private',
      run: async (asked) => {
        return toThemselves(settingsMessage(await own(asked)))
      },
    },
  ],
  buttons: {
    'change-settings': {
      gives: 'form',
      run: async (asked) => ({ kind: 'form', form: settingsForm(typedOf((await own(asked)).settings)) }),
    },
    'export-data': {
      gives: 'private',
      run: async ({ tx, workspace, member }) => {
        const text = await exportOf(tx, workspace, member.id)
        const file = { name: 'studyhall-my-data.json', type: 'application/json', text } as const
        return toThemselves({ text: dataWords.exported, files: [file] })
      },
    },
    'streak-shown': { gives: 'private', run: changeShown },
    'delete-data': { gives: 'private', run: async () => toThemselves(deleteQuestion) },
    'keep-data': { gives: 'update', run: async () => ({ kind: 'update', message: { text: dataWords.kept } }) },
    'delete-but-answers': {
      gives: 'update',
      run: (asked) => erase(asked, 'stay', dataWords.deletedButAnswers),
    },
    'delete-everything': { gives: 'update', run: (asked) => erase(asked, 'go', dataWords.deletedEverything) },
  },
  forms: { 'own-settings': { run: (asked, _subject, values) => change(asked, values) } },
}

async function change(asked: Asked, values: FormValues): Promise<Reply> {
  const { tx, workspace, member, now } = asked
  const { today } = await own(asked)
  const read = readSettings(values, today)
  if ('complaints' in read) return { kind: 'form', form: settingsForm(values), complaints: read.complaints }
  await saveSettings(tx, { workspace, member: member.id, now }, read.settings)
  const { text, buttons } = settingsMessage(await own(asked))
  return toThemselves({ text: `${settingsWords.saved} ${text}`, ...(buttons ? { buttons } : {}) })
}

async function changeShown({ tx, workspace, member, now }: Asked, wanted: string): Promise<Reply> {
  if (wanted !== 'on' && wanted !== 'off') return staleButton()
  await showStreak(tx, { workspace, member: member.id, now }, wanted === 'on')
  return privately(shownWords[wanted], [streakShownButton(wanted === 'on')])
}

async function erase(
  { study, tx, workspace, member, now }: Asked,
  answers: 'stay' | 'go',
  says: string,
): Promise<Reply> {
  await eraseMember(study, tx, { workspace, member: member.id, answers, now })
  return { kind: 'update', message: { text: says } }
}

function own({ tx, workspace, member, zone, now }: Asked) {
  return settingsOf(tx, { workspace, member: member.id, zone, now })
}

function toThemselves(message: Message): Reply {
  return { kind: 'message', seen: 'private', message }
}
