import type { Asked, ButtonAction, Capability, FormAction, FormValues } from '../interactions.ts'
import type { Message, Reply } from '../platform.ts'
import { privately, staleButton } from '../reply.ts'
import { notesOf } from '../study.ts'
import { channelComplaint, channelRefused } from './channel-words.ts'
import { citiesLike, cityOfZone } from './cities.ts'
import { refusalAt } from './look-at-channel.ts'
import { minutesToVote, postNow } from './open-round.ts'
import { type Change, changes, setUp } from './schedule-changes.ts'
import { proposedSetUp, typedOf } from './schedule-forms.ts'
import { previewOf } from './schedule-preview.ts'
import { type Schedule, scheduleById, schedulesIn } from './schedule-times.ts'
import { cityChoice, removalWords, schedulesWords, scheduleWords } from './schedule-words.ts'
import { addSchedule, changeSchedule, removeSchedule } from './schedules.ts'
import { channelOf } from './status.ts'
import { postedWords } from './words.ts'

/** What a new schedule gets; all of it can be changed afterwards. */
const proposed = { days: [1, 2, 3, 4, 5], answerMinutes: 8 * 60 } as const

export const schedules: Capability = {
  commands: [
    {
      words: 'study schedule',
      about: 'Have questions asked here regularly, or change when and what',
      gives: 'form',
      forAdmins: true,
      options: [{ name: 'city', about: 'Make another one, by the clock of this city' }],
      suggestions: { city: (_typing, typed) => citiesLike(typed).map(cityChoice) },
      run: (asked, { city }) => (city === undefined ? showSchedules(asked) : openSetUp(asked, city)),
    },
  ],
  buttons: {
    'schedule-add': { gives: 'form', forAdmins: true, run: (asked) => openSetUp(asked) },
    'schedule-show': withSchedule('private', showOne, chosenValue),
    'schedule-ask': withSchedule('private', askNow),
    'schedule-pause': withSchedule('update', (asked, schedule) => pause(asked, schedule)),
    'schedule-resume': withSchedule('update', (asked, schedule) => resume(asked, schedule)),
    'schedule-remove': withSchedule('update', async (asked, schedule) => inPlace(asked, removalWords(schedule))),
    'schedule-keep': withSchedule('update', async (asked, schedule) =>
      inPlace(asked, await previewOf(asked, schedule, 'shown')),
    ),
    'schedule-remove-now': withSchedule('update', remove),
    ...each(changes, openChange),
  },
  forms: {
    'schedule-add': { forAdmins: true, run: (asked, _subject, values) => add(asked, values) },
    ...each(changes, saveChange),
  },
}

/** One is shown at once; of several, which one is asked; without one, the set-up begins. */
async function showSchedules(asked: Asked): Promise<Reply> {
  const { channel } = await channelOf(asked.tx, asked.workspace, asked.place)
  const all = await schedulesIn(asked.tx, asked.workspace, channel)
  const [first, ...more] = all
  if (first === undefined) return openSetUp(asked)
  return alone(more.length === 0 ? await previewOf(asked, first, 'shown') : schedulesWords(all))
}

async function openSetUp(asked: Asked, city?: string): Promise<Reply> {
  const { tx, workspace, place, zone, member } = asked
  const { channel } = await channelOf(tx, workspace, place)
  return { kind: 'form', form: setUp.form(proposedSetUp(channel, city ?? cityOfZone(member.zone ?? zone))) }
}

async function add(asked: Asked, values: FormValues): Promise<Reply> {
  const { study, tx, workspace, member, now } = asked
  const read = setUp.read(values)
  if ('complaints' in read) return { kind: 'form', form: setUp.form(values), complaints: read.complaints }
  const { channel, time: localTime, city: zone, voting } = read.values
  const refused = await refusalAt(study, workspace, channel)
  if (refused !== undefined) {
    const complaints = [{ field: 'channel', says: channelComplaint(refused, notesOf(study, workspace)) }]
    return { kind: 'form', form: setUp.form(values), complaints }
  }
  const id = study.newId()
  const times = { ...proposed, voteMinutes: minutesToVote(voting, 0) }
  await addSchedule(tx, { workspace, id, channel, localTime, zone, voting, ...times, madeBy: member.id }, now)
  const made = await scheduleById(tx, workspace, id)
  return made === undefined ? staleButton() : alone(await previewOf(asked, made, 'made'))
}

async function showOne(asked: Asked, schedule: Schedule): Promise<Reply> {
  return alone(await previewOf(asked, schedule, 'shown'))
}

async function askNow({ study, tx, workspace, zone, now, id }: Asked, schedule: Schedule): Promise<Reply> {
  const { channel } = schedule
  const refused = await refusalAt(study, workspace, channel)
  if (refused !== undefined) return privately(channelRefused(channel, refused, notesOf(study, workspace)))
  const wanted = { workspace, channel, workspaceZone: zone, occasion: `asked:${id}`, now }
  const outcome = await postNow(study, tx, wanted, { like: schedule.id })
  return privately(postedWords(outcome))
}

async function pause(asked: Asked, schedule: Schedule): Promise<Reply> {
  if (schedule.pausedAt !== null) return showAsChanged(asked, schedule)
  const changed = { pausedAt: asked.now, pauseReason: 'wish' as const }
  return showAsChanged(asked, await changeSchedule(asked.tx, schedule, changed, asked.now))
}

async function resume(asked: Asked, schedule: Schedule): Promise<Reply> {
  if (schedule.pausedAt === null) return showAsChanged(asked, schedule)
  const changed = { pausedAt: null, pauseReason: null }
  return showAsChanged(asked, await changeSchedule(asked.tx, schedule, changed, asked.now))
}

async function remove(asked: Asked, schedule: Schedule): Promise<Reply> {
  await removeSchedule(asked.tx, schedule)
  return inPlace(asked, { text: scheduleWords.removed })
}

function openChange(change: Change): ButtonAction {
  return withSchedule('form', async ({ study, now }, schedule) => {
    const today = now.toZonedDateTimeISO(schedule.zone).toPlainDate()
    return { kind: 'form', form: change.form(study, schedule.id, typedOf(schedule, today)) }
  })
}

function saveChange(change: Change): FormAction {
  return {
    forAdmins: true,
    run: async (asked, id, values) => {
      const { study, tx, workspace, now } = asked
      const schedule = await scheduleById(tx, workspace, id)
      if (schedule === undefined) return staleButton()
      const read = await change.read(study, values)
      if ('complaints' in read)
        return { kind: 'form', form: change.form(study, id, values), complaints: read.complaints }
      return showAsChanged(asked, await changeSchedule(tx, schedule, read.values, now))
    },
  }
}

async function showAsChanged(asked: Asked, schedule: Schedule): Promise<Reply> {
  return inPlace(asked, await previewOf(asked, schedule, 'changed'))
}

/** A button of one schedule; a stale or forged one does nothing. */
function withSchedule(
  gives: ButtonAction['gives'],
  run: (asked: Asked, schedule: Schedule) => Promise<Reply>,
  idOf: (subject: string, values: readonly string[]) => string = (subject) => subject,
): ButtonAction {
  return {
    gives,
    forAdmins: true,
    run: async (asked, subject, values) => {
      const schedule = await scheduleById(asked.tx, asked.workspace, idOf(subject, values))
      return schedule === undefined ? staleButton() : run(asked, schedule)
    },
  }
}

function chosenValue(_subject: string, values: readonly string[]): string {
  return values[0] ?? ''
}

function each<Made>(all: Readonly<Record<string, Change>>, make: (change: Change) => Made): Record<string, Made> {
  return Object.fromEntries(Object.entries(all).map(([name, change]) => [name, make(change)]))
}

function alone(message: Message): Reply {
  return { kind: 'message', seen: 'private', message }
}

/** In the message whose button was pressed; on the bot's own page there is none. */
function inPlace(asked: Asked, message: Message): Reply {
  return asked.message === undefined ? alone(message) : { kind: 'update', message }
}
