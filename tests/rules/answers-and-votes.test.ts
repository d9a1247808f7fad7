import fc from 'fast-check'
import { expect, test } from 'vitest'
import { answersAmong, couldAnswer, type ThreadFact } from '../../core/rounds/answer-rule.ts'
import { namesFile, withFiles } from '../../core/rounds/shared-files.ts'
import { plainEmoji, readVoteEmoji, usualVoteEmoji } from '../../core/rounds/vote-emoji.ts'
import { isWeighed, rankByVotes } from '../../core/rounds/vote-rule.ts'

const start = Temporal.Instant.from('2026-03-02T08:00:00Z')
const texts = ['Use a lease with a fencing token.', 'And why is that?', 'short', 'Any five words make it.', '']

const facts: fc.Arbitrary<ThreadFact[]> = fc
  .array(
    fc.record({
      member: fc.constantFrom('ada', 'bo', 'cy'),
      text: fc.constantFrom(...texts),
      minute: fc.integer({ min: 0, max: 40 }),
      marked: fc.option(fc.integer({ min: 0, max: 3 }), { freq: 8 }),
    }),
    { maxLength: 25 },
  )
  .map((all) =>
    all.map(({ minute, marked, ...fact }, id) => ({
      ...fact,
      id: `m${id}`,
      saidAt: start.add({ minutes: minute }),
      markedAt: marked === null ? undefined : start.add({ hours: 1 + marked }),
    })),
  )

const votes = fc.array(
  fc.record({ message: fc.nat(24).map((id) => `m${id}`), voter: fc.constantFrom('ada', 'bo', 'cy', 'dee') }),
)

test('a member has at most one answer, made of their own messages within ten minutes', () => {
  fc.assert(
    fc.property(facts, (all) => {
      const answers = answersAmong(all)
      expect(new Set(answers.map(({ member }) => member)).size).toBe(answers.length)
      for (const { member, messages } of answers) {
        const parts = messages.map((id) => all.find((fact) => fact.id === id))
        expect(parts.every((part) => part?.member === member)).toBe(true)
        const times = parts.map((part) => part?.saidAt.epochMilliseconds ?? 0)
        expect(Math.max(...times) - Math.min(...times)).toBeLessThanOrEqual(10 * 60_000)
        expect(parts[0]?.markedAt !== undefined || couldAnswer(parts[0]?.text ?? '')).toBe(true)
      }
    }),
  )
})

test('the message that a member marked last is their answer, alone', () => {
  fc.assert(
    fc.property(facts, (all) => {
      const answers = answersAmong(all)
      for (const [member, said] of Map.groupBy(all, (fact) => fact.member)) {
        const marks = said.flatMap(({ markedAt }) => markedAt?.epochMilliseconds ?? [])
        if (marks.length === 0) continue
        const { messages = [] } = answers.find((answer) => answer.member === member) ?? {}
        const [only] = all.filter(({ id }) => messages.includes(id))
        expect([messages.length, only?.markedAt?.epochMilliseconds]).toEqual([1, Math.max(...marks)])
      }
    }),
  )
})

test('the order in which messages are heard of never changes the answers', () => {
  fc.assert(
    fc.property(facts, fc.infiniteStream(fc.nat()), (all, dice) => {
      const shuffled = all
        .map((fact) => ({ fact, draw: dice.next().value }))
        .sort((a, b) => a.draw - b.draw)
        .map(({ fact }) => fact)
      expect(answersAmong(shuffled)).toEqual(answersAmong(all))
    }),
  )
})

test('nobody votes for themselves, and a voter counts once an answer', () => {
  fc.assert(
    fc.property(facts, votes, (all, cast) => {
      for (const { member, messages, voters } of rankByVotes(answersAmong(all), cast, new Set())) {
        expect(voters).not.toContain(member)
        expect(new Set(voters).size).toBe(voters.length)
        for (const voter of voters)
          expect(cast.some((vote) => vote.voter === voter && messages.includes(vote.message))).toBe(true)
      }
    }),
  )
})

test('a place is one more than the number of answers with more votes', () => {
  fc.assert(
    fc.property(facts, votes, (all, cast) => {
      const ranked = rankByVotes(answersAmong(all), cast, new Set())
      for (const { place, voters } of ranked) {
        expect(place).toBe(1 + ranked.filter((other) => other.voters.length > voters.length).length)
      }
    }),
  )
})

const fresh = fc.uniqueArray(fc.constantFrom('ada', 'bo', 'cy', 'dee')).map((voters) => new Set<string>(voters))

test('a place is by what votes weigh: those of newcomers a quarter, and as few as they are they never count for nothing', () => {
  fc.assert(
    fc.property(facts, votes, fresh, (all, cast, newcomers) => {
      const ranked = rankByVotes(answersAmong(all), cast, newcomers)
      const weight = ({ voters }: { voters: readonly string[] }) =>
        voters.reduce((sum, voter) => sum + (newcomers.has(voter) ? 1 : 4), 0)
      expect(ranked.map(weight)).toEqual(ranked.map(weight).sort((a, b) => b - a))
      for (const one of ranked) expect(one.place).toBe(1 + ranked.filter((other) => weight(other) > weight(one)).length)
    }),
  )
})

test('where all are newcomers or none is, places are by the number of votes and need no explanation', () => {
  const everybody = new Set(['ada', 'bo', 'cy', 'dee'])
  fc.assert(
    fc.property(facts, votes, (all, cast) => {
      const plain = rankByVotes(answersAmong(all), cast, new Set())
      expect(rankByVotes(answersAmong(all), cast, everybody)).toEqual(plain)
      expect(isWeighed(plain)).toBe(false)
    }),
  )
  const one = { place: 1, voters: ['a'] }
  expect(isWeighed([one, { place: 2, voters: ['b', 'c'] }])).toBe(true)
  expect(isWeighed([one, { place: 2, voters: ['b'] }])).toBe(true)
  expect(isWeighed([one, { place: 1, voters: ['b', 'c'] }])).toBe(true)
  expect(isWeighed([one, { place: 3, voters: [] }])).toBe(false)
})

test('fewer than five words, or a lone question, is talk', () => {
  expect(couldAnswer('Give every retry a key')).toBe(true)
  expect(couldAnswer('Same as Bo')).toBe(false)
  expect(couldAnswer('Does the broker keep the order?')).toBe(false)
  expect(couldAnswer('It keeps the order. Does that answer you?')).toBe(true)
  expect(couldAnswer('用唯一键让数据库拒绝第二次请求')).toBe(true)
  expect(couldAnswer('   ')).toBe(false)
})

test('a vote is one vote in every skin tone', () => {
  expect(['👍', '👍🏻', '👍🏿', '❤️', '⬆️'].map(plainEmoji)).toEqual(['👍', '👍', '👍', '❤', '⬆'])
})

test('voting emoji are read as people type them, each once', () => {
  expect(readVoteEmoji('👍 👍🏿, ❤️⭐ :party_parrot: <:parrot:812> 🇩🇪 1️⃣ 👩‍💻')).toEqual({
    emoji: ['👍', '❤', '⭐', ':party_parrot:', '<:parrot:812>', '🇩🇪', '1⃣', '👩‍💻'],
  })
  expect(readVoteEmoji(usualVoteEmoji.join(''))).toEqual({ emoji: usualVoteEmoji })
  expect(readVoteEmoji(' ')).toEqual({ emoji: [] })
})

test('what is no emoji is named, and so is one too many', () => {
  expect(readVoteEmoji('👍 yes')).toEqual({ wrong: 'yes' })
  expect(readVoteEmoji('👍yes')).toEqual({ wrong: '👍yes' })
  expect(readVoteEmoji('7')).toEqual({ wrong: '7' })
  expect(readVoteEmoji('button')).toEqual({ wrong: 'button' })
  expect(readVoteEmoji('👍⭐❤💯🎉👏🙌🔥💡🚀')).toMatchObject({ emoji: { length: 10 } })
  expect(readVoteEmoji('👍⭐❤💯🎉👏🙌🔥💡🚀🐢')).toEqual({ tooMany: 10 })
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (typed) => {
      const read = readVoteEmoji(typed)
      if ('emoji' in read) expect(readVoteEmoji(read.emoji.join(' '))).toEqual(read)
    }),
  )
})

test('a file makes an answer, whatever its name is', () => {
  const picture = { name: 'white board.png', isPicture: true }
  expect(withFiles('', [picture])).toBe('(picture: white board.png)')
  expect(withFiles('See this', [picture, { name: 'notes (1).pdf', isPicture: false }])).toBe(
    'See this\n\n(picture: white board.png)\n(file: notes 1.pdf)',
  )
  expect(withFiles('See this', [])).toBe('See this')
  expect(couldAnswer('See this')).toBe(false)
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.boolean(), (name, isPicture) => {
      const kept = withFiles('', [{ name, isPicture }])
      expect(kept).not.toMatch(/[\n<>`[\]\\]/)
      expect(namesFile(kept)).toBe(true)
      expect(couldAnswer(kept)).toBe(true)
    }),
  )
})
