import { type Asked, type Capability, type FormValues, textOf } from '../interactions.ts'
import type { Reply } from '../platform.ts'
import { privately } from '../reply.ts'
import { channelRefused } from '../rounds/channel-words.ts'
import { cityOfZone } from '../rounds/cities.ts'
import { refusalAt } from '../rounds/look-at-channel.ts'
import { type Read, readGroup, readLocalTime, readTogether, readZone } from '../rounds/schedule-reading.ts'
import { channelOf } from '../rounds/status.ts'
import { lacks, notesOf } from '../study.ts'
import { type Digest, digestOf } from './digest-rows.ts'
import { digestForm, digestSays, digestStands } from './digest-words.ts'
import { dropDigest, keepDigest, sayDigest } from './digests.ts'
import { awardWinners, takeRole } from './winner-role.ts'

/** Friday, after the questions of the day have closed. */
const proposed = { day: '5', localTime: '18:00' } as const

/** The week's board in the channel, if it is wanted. */
export const digesting: Capability = {
  deliveries: { 'say-digest': sayDigest, 'award-winners': awardWinners, 'take-role': takeRole },
  commands: [
    {
      words: 'study digest',
      about: 'Have the week’s board posted here once a week',
      gives: 'form',
      forAdmins: true,
      options: [
        {
          name: 'wanted',
          about: 'Whether it is posted',
          choices: [
            { value: 'on', about: 'choose when' },
            { value: 'off', about: 'no longer' },
          ],
        },
      ],
      run: (asked, { wanted }) => {
        if (wanted === 'on') return openForm(asked)
        return wanted === 'off' ? end(asked) : show(asked)
      },
    },
  ],
  forms: { 'digest-on': { forAdmins: true, run: (asked, _subject, values) => save(asked, values) } },
}

async function openForm(asked: Asked): Promise<Reply> {
  const { study, tx, workspace, place, zone: workspaceZone } = asked
  const { channel, zone = workspaceZone } = await channelOf(tx, workspace, place)
  const digest = await digestOf(tx, workspace, channel)
  return { kind: 'form', form: digestForm(typedOf(digest, zone), !lacks(study, workspace, 'roles')) }
}

function typedOf(digest: Digest | undefined, zone: string): FormValues {
  if (digest === undefined) {
    return { day: [proposed.day], localTime: [proposed.localTime], zone: [cityOfZone(zone)] }
  }
  const { day, localTime, winnerRole } = digest
  return { day: [String(day)], localTime: [localTime], zone: [digest.zone], winnerRole: [winnerRole ?? ''] }
}

async function save(asked: Asked, values: FormValues): Promise<Reply> {
  const { study, tx, workspace, place, now } = asked
  const hasRoles = !lacks(study, workspace, 'roles')
  const read = readTogether({
    day: readDay(textOf(values, 'day')),
    localTime: readLocalTime(textOf(values, 'localTime')),
    zone: readZone(textOf(values, 'zone')),
    winnerRole: hasRoles ? readGroup(textOf(values, 'winnerRole')) : { value: null },
  })
  if ('complaints' in read) return { kind: 'form', form: digestForm(values, hasRoles), complaints: read.complaints }
  const { channel } = await channelOf(tx, workspace, place)
  const refused = await refusalAt(study, workspace, channel)
  if (refused !== undefined) return privately(channelRefused(channel, refused, notesOf(study, workspace)))
  const nextAt = await keepDigest(study, tx, { workspace, channel, ...read.values }, now)
  return privately(digestStands({ ...read.values, nextAt, hasRole: read.values.winnerRole !== null }))
}

function readDay(chosen: string): Read<number> {
  return /^[1-7]$/.test(chosen) ? { value: Number(chosen) } : { says: digestSays.day }
}

async function show({ tx, workspace, place }: Asked): Promise<Reply> {
  const { channel } = await channelOf(tx, workspace, place)
  const digest = await digestOf(tx, workspace, channel)
  if (digest === undefined) return privately(digestSays.none)
  return privately(digestStands({ ...digest, hasRole: digest.winnerRole !== null }))
}

async function end({ study, tx, workspace, place }: Asked): Promise<Reply> {
  const { channel } = await channelOf(tx, workspace, place)
  const wasThere = await dropDigest(study, tx, workspace, channel)
  return privately(wasThere ? digestSays.dropped : digestSays.none)
}
