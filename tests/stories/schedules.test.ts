import { expect, test } from 'vitest'
import { buttonOf, complaintsOf, filledIn, formOf, messageOf } from '../support/replies.ts'
import { openStoryRoom } from '../support/story-room.ts'
import { removeFirst, schedulesOf, setUp, show } from '../support/story-schedules.ts'

test('without a schedule the set-up asks three things, with what is known filled in', async () => {
  const room = await openStoryRoom()
  await removeFirst(room)
  expect(await room.as('ada').run('/study status')).toContain('This channel has no schedule.')
  const form = formOf(await room.as('ada').runReply('/study schedule'))
  expect(filledIn(form)).toEqual({ channel: 'backend-prep', time: '09:00', city: 'Berlin', voting: ['open'] })
})

test('wrong answers to the set-up are named beside their fields, and what was typed stays', async () => {
  const room = await openStoryRoom()
  await removeFirst(room)
  const typed = { channel: 'here please', time: '25 o’clock', city: 'Hambrug', voting: ['blind'] }
  const reply = await room.as('ada').submit('schedule-add', typed)
  expect(complaintsOf(reply)).toEqual({
    channel: expect.stringContaining('Choose one channel'),
    time: 'That is not a time of the day. Write it like 09:00, 17:30 or 5 pm.',
    city: expect.stringMatching(/Did you mean Hamburg/),
  })
  expect(filledIn(formOf(reply))).toEqual(typed)
  expect(await schedulesOf(room)).toEqual([])
})

test('when, what, how long and who can be changed, each in a form that shows what stands', async () => {
  const room = await openStoryRoom()
  const { press, submit, now } = await show(room)
  const when = formOf(await press('Change when'))
  expect(filledIn(when)).toMatchObject({ days: ['1', '2', '3', '4', '5'], localTime: '09:00', zone: 'Europe/Berlin' })
  await submit(when, {
    days: ['1', '3', '5'],
    localTime: '5pm',
    zone: 'new york',
    skippedDates: '2026-12-24, 2026-12-28 to 2026-12-30',
    holidays: 'de by',
  })
  const what = formOf(await press('Change what'))
  await submit(what, { topics: ['security', 'http-and-rest'], levels: ['easy'], tags: '' })
  const long = formOf(await press('Change how'))
  await submit(long, { answerMinutes: '2d', voteMinutes: '12h' })
  const who = formOf(await press('Change who'))
  const last = await submit(who, { pingRole: '<@&4711>', neededGroup: 'backend' })
  expect(last?.kind).toBe('update')
  const [schedule] = await schedulesOf(room)
  expect(schedule).toMatchObject({
    days: [1, 3, 5],
    localTime: '17:00',
    zone: 'America/New_York',
    holidays: 'DE-BY',
    topics: expect.arrayContaining(['http-and-rest', 'security']),
    levels: ['easy'],
    tags: [],
    answerMinutes: 2880,
    voteMinutes: 720,
    pingRole: '4711',
    neededGroup: 'backend',
  })
  expect(schedule?.skippedDates.map(String)).toEqual(['2026-12-24', '2026-12-28', '2026-12-29', '2026-12-30'])
  const text = (await now())?.text ?? ''
  expect(text).toContain('Monday, Wednesday and Friday at 17:00')
  expect(text).toContain('not on public holidays of DE-BY and 2026-12-24, 2026-12-28 to 2026-12-30')
  expect(text).toMatch(/What: (HTTP and REST|Authentication, .*) and .*, easy/)
  expect(text).toContain('answers for 2d, votes for 12h more')
  expect(filledIn(formOf(await press('Change when')))).toMatchObject({
    skippedDates: '2026-12-24, 2026-12-28 to 2026-12-30',
    holidays: 'DE-BY',
  })
})

test('every mistake in a change is named beside its field, nothing is lost and nothing changed', async () => {
  const room = await openStoryRoom()
  const before = await schedulesOf(room)
  const { press, submit } = await show(room)
  const typed = { days: [], localTime: 'noon', zone: 'Atlantis', skippedDates: '24.12.', holidays: 'Bavaria' }
  const when = await submit(formOf(await press('Change when')), typed)
  expect(Object.keys(complaintsOf(when))).toEqual(['days', 'localTime', 'zone', 'skippedDates', 'holidays'])
  expect(filledIn(formOf(when))).toEqual(typed)
  const what = await submit(formOf(await press('Change what')), { tags: 'idempotensy' })
  expect(complaintsOf(what)).toEqual({ tags: expect.stringContaining('Did you mean idempotency') })
  const long = await submit(formOf(await press('Change how')), { answerMinutes: '8', voteMinutes: 'long' })
  expect(Object.keys(complaintsOf(long))).toEqual(['answerMinutes', 'voteMinutes'])
  const who = await submit(formOf(await press('Change who')), { pingRole: '@everyone' })
  expect(complaintsOf(who).pingRole).toContain('Everyone at once cannot be pinged.')
  expect(await schedulesOf(room)).toEqual(before)
})

test('groups are chosen by the picker of the platform; none is chosen at first, and none can be again', async () => {
  const room = await openStoryRoom()
  const { press, submit } = await show(room)
  const who = formOf(await press('Change who'))
  const groups = who.fields.filter(({ kind }) => kind === 'group')
  expect(groups.map(({ name, required }) => [name, required])).toEqual([
    ['pingRole', undefined],
    ['neededGroup', undefined],
  ])
  expect(groups.every((field) => !('value' in field))).toBe(true)
  await submit(who, { pingRole: 'S01', neededGroup: '<!subteam^S02|@backend>' })
  const again = formOf(await press('Change who'))
  expect(filledIn(again)).toMatchObject({ pingRole: 'S01', neededGroup: 'S02' })
  await submit(again, { pingRole: [], neededGroup: '' })
  expect(await schedulesOf(room)).toMatchObject([{ pingRole: null, neededGroup: null }])
})

test('removing asks once more; what was asked stays, and its buttons do nothing any more', async () => {
  const room = await openStoryRoom()
  await room.nextQuestion()
  const { press, now } = await show(room)
  const question = messageOf(await press('Remove'))
  expect(question.text).toContain('Remove the schedule Monday to Friday at 09:00 (Berlin)?')
  expect(await schedulesOf(room)).toHaveLength(1)
  const shown = (await now())?.id ?? 0
  const kept = await room.as('ada').pressReply(shown, buttonOf(question, 'Keep it'))
  expect(messageOf(kept).text).toContain('**The schedule**')
  const stale = buttonOf(messageOf(kept), 'Pause')
  const other = await show(room)
  const otherShown = (await other.now())?.id ?? 0
  const asked = messageOf(await other.press('Remove'))
  await room.as('ada').pressReply(otherShown, buttonOf(asked, 'Yes, remove it'))
  expect(await schedulesOf(room)).toEqual([])
  expect(messageOf(await room.as('ada').pressReply(shown, stale)).text).toContain('no longer does anything')
  expect((await room.messages()).filter(({ title }) => title !== null)).toHaveLength(1)
})

test('a forged or stale id changes nothing, neither in a button nor in a form', async () => {
  const room = await openStoryRoom()
  const before = await schedulesOf(room)
  const { engine, study } = room.studyhall()
  const common = { workspace: room.workspace, place: 'backend-prep', at: room.stage.now() }
  const member = { id: 'ada', name: 'Ada', admin: true }
  const other = study.newId()
  for (const id of ["x'; drop table schedules", '', other, `${before[0]?.id}x`]) {
    const pressed = { kind: 'pressed' as const, id: study.newId(), message: '1', member, ...common }
    const submitted = { kind: 'submitted' as const, id: study.newId(), member, ...common }
    for (const button of [`schedule-pause:${id}`, `schedule-remove-now:${id}`, `schedule-when:${id}`]) {
      const reply = await engine.handle({ ...pressed, id: study.newId(), button })
      expect(messageOf(reply).text).toContain('no longer does anything')
    }
    const reply = await engine.handle({ ...submitted, form: `schedule-who:${id}`, values: { pingRole: ['a'] } })
    expect(messageOf(reply).text).toContain('no longer does anything')
  }
  expect(await schedulesOf(room)).toEqual(before)
})

test('only those who manage the workspace see and change schedules', async () => {
  const room = await openStoryRoom()
  const [schedule] = await schedulesOf(room)
  const onlyAdmins = 'Only people who manage this workspace can do that.'
  for (const command of ['/study schedule', '/question next', '/question pin cap 2026-03-03']) {
    expect(await room.as('bo').run(command)).toBe(onlyAdmins)
  }
  const forms = ['schedule-add', 'schedule-when', 'schedule-what', 'schedule-length', 'schedule-who']
  for (const form of forms) {
    expect(messageOf(await room.as('bo').submit(`${form}:${schedule?.id}`, {})).text).toBe(onlyAdmins)
  }
  const { engine, study } = room.studyhall()
  const member = { id: 'bo', name: 'Bo' }
  const common = { workspace: room.workspace, place: 'backend-prep', message: '1', member, at: room.stage.now() }
  const names = ['add', 'show', 'ask', 'pause', 'resume', 'remove', 'remove-now', 'keep', 'when', 'what', 'who']
  for (const name of [...names.map((one) => `schedule-${one}`), 'swap-question', 'unpin-question']) {
    const button = `${name}:${schedule?.id}`
    const values = [schedule?.id ?? '']
    const reply = await engine.handle({ kind: 'pressed', id: study.newId(), button, values, ...common })
    expect(messageOf(reply).text, name).toBe(onlyAdmins)
  }
  expect(await schedulesOf(room)).toEqual([schedule])
})

test('a channel can have several schedules, shown one by one', async () => {
  const room = await openStoryRoom()
  const { press } = await show(room)
  expect(formOf(await press('Add another')).id).toBe('schedule-add')
  const made = messageOf(await setUp(room, { time: '16:00', city: 'London' }))
  expect(made.text).toContain('Monday to Friday at 16:00 (London)')
  const all = messageOf(await room.as('ada').runReply('/study schedule'))
  expect(all.text).toContain('**2 schedules of this channel**')
  const [menu] = all.menus ?? []
  const listed = (await room.messages('ada')).at(-1)?.id ?? 0
  const second = menu?.choices[1]?.value ?? ''
  const one = await room.as('ada').pressReply(listed, menu?.id ?? '', [second])
  expect(messageOf(one).text).toContain('Monday to Friday at 16:00 (London)')
  await room.pass({ hours: 24 })
  const hours = (await room.messages()).filter(({ title }) => title !== null).map(({ saidAt }) => saidAt.toString())
  expect(hours).toEqual(['2026-03-02T08:00:00Z', '2026-03-02T16:00:00Z'])
})
