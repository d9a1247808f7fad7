import { parse } from 'csv-parse/sync'
import { expect, test } from 'vitest'
import { openInsightsPage } from '../../bots/web/insights-page.ts'
import { roomHosts, roomPage } from '../../bots/web/server.ts'
import { acrossWorkspaces, connect, disconnect, inWorkspace, sqlOf } from '../../core/db/connect.ts'
import { insightsPage } from '../../core/insights/insights-page.ts'
import { openLinks } from '../../core/insights/links.ts'
import type { MessageFile } from '../../core/platform.ts'
import { forgetWorkspace } from '../../core/workspaces/forget.ts'
import { type InsightsRoom, leaveAnswers, openInsightsRoom, twoQuestions } from '../support/insights-room.ts'
import { openStoryRoom, type StoryRoom } from '../support/story-room.ts'
import { ownBank } from '../support/world.ts'

const [first, other] = twoQuestions()
const titleOf = (id: string) => ownBank.topics.get(ownBank.questions.get(id)?.topic ?? '') ?? ''

async function answered(room: StoryRoom, question: string, people: number, right: number): Promise<void> {
  const { workspace, stage } = room
  const at = stage.now()
  await leaveAnswers(room.studyhall().study.database, { workspace, at, question, people, right })
}

async function ada(room: StoryRoom, command: string) {
  const reply = await room.as('ada').runReply(command)
  if (reply?.kind !== 'message') throw new Error('no message came')
  return reply.message
}

function rowsOf(files: readonly MessageFile[] | undefined): Record<string, string>[] {
  return parse(files?.[0]?.text ?? '', { bom: true, columns: true })
}

test('as an admin I see by topic what was answered and how, with a picture and a file', async () => {
  const room = await openStoryRoom({ bank: ownBank })
  await answered(room, first, 30, 24)
  await answered(room, other, 4, 1)
  const { heading, text, pictures, files } = await ada(room, '/study insights')
  expect(heading).toBe('Insights: the last 12 weeks')
  expect(text).toContain('Asked in 0 rounds; 34 answers by 30 people, quizzes counted in.')
  expect(text).toContain('30 answers by 30 of 30 people · right: **80 %** · difficulty −0.6 ± 0.5')
  expect(text).toContain('4 answers by 4 of 30 people · right: **too few**')
  expect(text).toMatch(/\*\*Easiest\*\*\n- \*.*−0\.6/)
  expect(text).not.toContain('http')
  expect(pictures?.map(({ name }) => name)).toEqual(['insights.png'])
  expect(pictures?.[0]?.alt).toContain(`${titleOf(first)}: 80 %, −0.6 ± 0.5, asked 0×`)
  expect(files?.map(({ name, type }) => [name, type])).toEqual([['insights.csv', 'text/csv']])
  expect(rowsOf(files)).toMatchObject([
    { question: first, answers: '30', graded: '30', right_share: '0.8', difficulty: '-0.6', provisional: 'no' },
    { question: other, answers: '4', right_share: '', difficulty: '' },
  ])
})

test('nobody but admins sees them', async () => {
  const room = await openStoryRoom({ bank: ownBank })
  await answered(room, first, 30, 24)
  expect(await room.as('bo').run('/study insights')).toBe('Only people who manage this workspace can do that.')
})

test('nobody is named in them, not even by a result that is one member’s own', async () => {
  const room = await openStoryRoom({ bank: ownBank })
  for (let hour = 0; hour < 6; hour++) {
    const at = room.stage.now().subtract({ hours: hour })
    const { workspace } = room
    await leaveAnswers(room.studyhall().study.database, { workspace, at, question: first, people: 1, right: 1 })
  }
  const { text, pictures, files } = await ada(room, '/study insights')
  expect(text).toContain('6 answers by 1 of 1 person · right: **too few**')
  expect(text).not.toContain('100 %')
  expect(JSON.stringify([text, pictures?.[0]?.alt, files])).not.toMatch(/\bp1\b/)
  expect(rowsOf(files)[0]).toMatchObject({ answers: '6', right_share: '' })
})

test('daily questions count: asked by round, open answers as they stood at the close, votes and flags', async () => {
  const room = await openStoryRoom()
  const question = await room.nextQuestion()
  await room.as('bo').reply(question, 'Give every retry the same key and let the server remember it')
  await room.as('cy').reply(question, 'Put a lease on the row and let it end by itself after a while')
  const flag = (await room.messages()).findLast(({ title }) => title !== null)?.buttons.at(-1)?.id ?? ''
  await room.as('bo').submit(flag, { reason: 'wrong', text: '' })
  await room.close()
  const { text } = await ada(room, '/study insights')
  expect(text).toContain('Asked in 1 round; 2 answers by 2 people')
  expect(text).toContain('asked 1× · 2 answers by 2 of 2 people · right: **none graded** · 1 flag')
  expect(text).toMatch(/\*\*Most flagged\*\*\n- .*: 1 flag/)
})

test('a topic alone, and another time: in any order, as a topic’s title or id', async () => {
  const room = await openStoryRoom({ bank: ownBank })
  await answered(room, first, 10, 5)
  await room.pass({ hours: 8 * 7 * 24 })
  await answered(room, other, 10, 5)
  const topic = ownBank.questions.get(first)?.topic ?? ''
  const shown = async (command: string) =>
    rowsOf((await ada(room, command)).files).flatMap(({ question, answers }) => (answers === '0' ? [] : [question]))
  expect((await shown('/study insights')).toSorted()).toEqual([first, other].toSorted())
  expect(await shown('/study insights 4')).toEqual([other])
  expect(await shown(`/study insights ${topic}`)).toEqual([first])
  expect(await shown(`/study insights 26 ${titleOf(first)}`)).toEqual([first])
  expect((await ada(room, `/study insights ${topic} 1`)).text).toContain(
    'Nothing was asked or answered in the last week',
  )
  expect(await room.as('ada').run('/study insights knitting')).toContain('There are no questions about knitting.')
})

test('who is excluded does not count', async () => {
  const room = await openStoryRoom({ bank: ownBank })
  await answered(room, first, 10, 5)
  await inWorkspace(room.studyhall().study.database, room.workspace, async (tx) => {
    const at = room.stage.now().toString()
    await sqlOf(tx)`
      insert into members (workspace, id, name, seen_at, excluded_at)
      select ${room.workspace}, 'p' || p, 'P', ${at}, ${at} from generate_series(1, 4) p`
  })
  expect((await ada(room, '/study insights')).text).toContain('6 answers by 6 people')
})

async function opened(link: string): Promise<{ status: number; text: string; headers: Headers }> {
  const response = await fetch(link)
  return { status: response.status, text: await response.text(), headers: response.headers }
}

async function withAnswers(): Promise<InsightsRoom> {
  const insights = await openInsightsRoom()
  await answered(insights.room, first, 30, 24)
  return insights
}

test('the link in the reply opens the same as a page and as a file, for a day', async () => {
  const { room, asked } = await withAnswers()
  const { link } = await asked('/study insights 4')
  const page = await opened(link)
  expect(page.status).toBe(200)
  expect(page.text).toContain('<h1>Insights: the last 4 weeks · Story</h1>')
  expect(page.text).toContain('80 % <small>of 30</small>')
  expect(page.text).not.toMatch(/<script|\bp1\b/)
  expect(Object.fromEntries(page.headers)).toMatchObject({
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-robots-tag': 'noindex, nofollow',
    'x-content-type-options': 'nosniff',
  })
  expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; /)
  const file = await opened(link.replace('/insights?', '/insights.csv?'))
  expect([file.status, file.headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8'])
  expect(parse(file.text, { bom: true, columns: true })).toMatchObject([{ question: first, right_share: '0.8' }])
  await room.pass({ hours: 24 })
  const late = await opened(link)
  expect([late.status, late.text.includes('/study insights'), late.text.includes('80 %')]).toEqual([410, true, false])
})

test('an address that is not ours, or was changed, opens nothing and says how to get a new one', async () => {
  const { door, asked } = await withAnswers()
  const { link } = await asked()
  const later = new URL(link)
  later.searchParams.set('until', '9999999999')
  const changed = [
    `${door.url}/insights`,
    `${link.slice(0, -30)}`,
    later.href,
    `${door.url}/insights?w=room/story&sig=x`,
  ]
  for (const address of changed) {
    for (const one of [address, address.replace('/insights', '/insights.csv')]) {
      const { status, text } = await opened(one)
      expect([status, text.includes('/study insights'), text.includes('80 %')], one).toEqual([403, true, false])
    }
  }
  expect((await fetch(link, { method: 'POST' })).status).toBe(405)
  expect((await fetch(`${door.url}/elsewhere`)).status).toBe(404)
})

test('a link of one workspace never shows another’s', async () => {
  const { room, asked } = await withAnswers()
  const { link } = await asked()
  const { study } = room.studyhall()
  const at = room.stage.now()
  await leaveAnswers(study.database, { workspace: 'room/other', at, question: other, people: 40, right: 10 })
  await inWorkspace(study.database, 'room/other', async (tx) => {
    await sqlOf(tx)`
      insert into workspaces (id, name, zone, joined_at) values ('room/other', 'Other', 'UTC', ${at.toString()})`
  })
  expect((await opened(link)).text).not.toContain(other)
  const theirs = new URL(link)
  theirs.searchParams.set('w', 'room/other')
  expect((await opened(theirs.href)).status).toBe(403)
  const both = link.replace('w=', 'w=room%2Fother&w=')
  expect((await opened(both)).status).toBe(403)
  const own = study.links?.to('insights', 'room/other')?.href ?? ''
  const page = await opened(own)
  expect([page.status, page.text.includes(other), page.text.includes(first)]).toEqual([200, true, false])
})

test('once the bot has left a workspace, or it was forgotten, its links are over', async () => {
  const { room, asked } = await withAnswers()
  const { link } = await asked()
  const { study, engine } = room.studyhall()
  await engine.handle({ kind: 'left', workspace: room.workspace, at: room.stage.now() })
  const left = await opened(link)
  expect([left.status, left.text.includes('no longer in that workspace')]).toEqual([410, true])
  await forgetWorkspace(study.database, room.workspace)
  expect((await opened(link)).status).toBe(410)
})

test('with another key new links are signed by it, and those from before open as long as theirs is there', async () => {
  const { room, asked } = await withAnswers()
  const { link } = await asked()
  const { database, newId } = room.studyhall().study
  const at = room.stage.now().add({ minutes: 1 }).toString()
  await acrossWorkspaces(database, async (tx) => {
    await sqlOf(tx)`insert into link_keys (id, secret, made_at) values (${newId()}, 'another-key', ${at})`
  })
  expect((await opened(link)).status).toBe(200)
  const { link: newer } = await asked()
  await acrossWorkspaces(database, async (tx) => {
    await sqlOf(tx)`delete from link_keys where secret <> 'another-key'`
  })
  expect([(await opened(link)).status, (await opened(newer)).status]).toEqual([403, 200])
})

test('many processes that start at once make one key, which the app’s own role cannot read', async () => {
  const { room } = await withAnswers()
  const { database, newId, clock, log } = room.studyhall().study
  await acrossWorkspaces(database, (tx) => sqlOf(tx)`delete from link_keys`)
  const start = () => openLinks({ database, newId, clock, log, address: () => undefined })
  const holder = connect(database.address, { connections: 1 })
  let starting: Promise<unknown>[] = []
  await holder.sql.begin(async (sql) => {
    await sql`lock table link_keys in share mode`
    starting = Array.from({ length: 6 }, start)
    const waiting = async () => {
      const [row] = await sql`
        select count(*)::int as waiting from pg_locks l join pg_database d on d.oid = l.database
        where not l.granted and d.datname = current_database()`
      return row?.waiting
    }
    await expect.poll(waiting).toBe(starting.length)
  })
  await Promise.all(starting)
  await disconnect(holder)
  const keys = await acrossWorkspaces(database, (tx) => sqlOf(tx)`select secret from link_keys`)
  expect(keys).toHaveLength(1)
  const seen = await inWorkspace(database, room.workspace, (tx) => sqlOf(tx)`select secret from link_keys`)
  expect([...seen]).toEqual([])
})

test('beside the web room, whose page takes every other address, it is found', async () => {
  const { room, door, asked } = await withAnswers()
  const { link } = await asked()
  const page = await roomPage({ hosts: roomHosts('127.0.0.1', door.port), failed: () => {} })
  const takeRoomAway = door.add(page.serve)
  const takeAway = door.add(await openInsightsPage((query) => insightsPage(room.studyhall().study, query)))
  expect((await opened(link)).text).toContain('<h1>Insights')
  takeAway()
  expect((await opened(door.url)).text).toContain('<title>')
  expect((await opened(link)).text).not.toContain('<h1>Insights')
  takeRoomAway()
})
