import { expect, test } from 'vitest'
import type { Stage } from '../../bots/replay/stage.ts'
import { openDiscordWorld } from '../support/discord-world.ts'
import { leaveAnswers, twoQuestions } from '../support/insights-room.ts'
import { openSlackWorld } from '../support/slack-world.ts'
import { ownBank } from '../support/world.ts'

/** Insights with their picture and file, through each platform's own client. */

const [question] = twoQuestions()

async function answered(stage: Stage, workspace: string): Promise<void> {
  const left = { workspace, at: stage.now(), question, people: 30, right: 24 }
  await leaveAnswers(stage.studyhall().study.database, left)
}

test('on Slack I read them with their picture, and their file comes to me alone', async () => {
  const { person, fake, stage, settle } = await openSlackWorld({ bank: ownBank })
  const ada = person('ada')
  await answered(stage, 'slack/T0STUDY')
  await ada.command('/study', 'insights', 'general')
  await settle()
  await fake.until(() => ada.dm().some(({ files }) => files.length > 0), 'the file')
  const [shown] = ada.ephemerals()
  expect(shown?.words).toContain('30 answers by 30 of 30 people')
  expect(shown?.pictures.map(({ alt }) => alt.includes('80 %'))).toEqual([true])
  const [file] = ada.dm().flatMap(({ files }) => files)
  expect([file?.name, file?.text.includes(`\r\n"${question}",`)]).toEqual(['insights.csv', true])
  expect(
    person('bo')
      .sees('general')
      .map(({ words }) => words),
  ).not.toContainEqual(expect.stringContaining('Insights'))
})

test('on Discord they come in one reply, with picture and file, that I alone see', async () => {
  const { person, fake, stage } = await openDiscordWorld({ bank: ownBank })
  await answered(stage, `discord/${fake.guild().id}`)
  const { shown } = await person('ada').command('study-admin insights', 'general')
  expect(shown).toHaveLength(1)
  expect(shown[0]).toMatchObject({ ephemeral: true })
  expect(shown[0]?.words).toContain('30 answers by 30 of 30 people')
  expect(shown[0]?.pictures.map(({ alt }) => alt?.includes('80 %'))).toEqual([true])
  expect(shown[0]?.files.map(({ name }) => name).toSorted()).toEqual(['insights.csv', 'insights.png'])
})
