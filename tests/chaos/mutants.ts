/** For each fault a safeguard that is taken away, so that a run with this fault must see the difference. */

export interface Edit {
  /** From the project's folder. */
  readonly file: string
  /** Stands in it once. */
  readonly from: string
  readonly to: string
}

export interface Mutant {
  readonly name: string
  readonly fault: number
  /** What the checker says of it: another violation does not count as its catch. */
  readonly sign: RegExp
  /** What is taken away, for the table. */
  readonly without: string
  readonly edits: readonly Edit[]
  /** Seconds; 30 where not given. */
  readonly seconds?: number
  readonly slack?: 'http' | 'socket'
  /** The throws of each fault of the run, where chance might leave the safeguard alone. */
  readonly dice?: readonly number[]
}

/** The close reads the thread a last time and mends what went wrong before: taken away where it would hide a mutant. */
const lastReading: Edit = {
  file: 'core/rounds/close-round.ts',
  from: 'isUnread(study, round) ? { done: undefined } : await readThreadOf(study, round)',
  to: '{ done: undefined as ThreadReading | undefined }',
}
const catchingUp: Edit = {
  file: 'core/rounds/catch-up.ts',
  from: '  for (const round of open) {\n',
  to: '  for (const round of [] as typeof open) {\n',
}

const inWorkspaceBody = `  return await transaction(database, async (tx) => {
    // the driver sends a query`

export const mutants: readonly Mutant[] = [
  {
    name: 'interaction-key',
    sign: /a choice that stands|questions came for/,
    fault: 1,
    without: 'the unique key of interactions',
    edits: [
      {
        file: 'core/engine.ts',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: a text of the product
        from: '${JSON.stringify(withoutPictures(reply))}::jsonb)`.execute()',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: a text of the product
        to: '${JSON.stringify(withoutPictures(reply))}::jsonb) on conflict do nothing`.execute()',
      },
    ],
  },
  {
    name: 'commit-later',
    sign: /a choice that stands|were promised/,
    fault: 2,
    without: 'the commit before the acknowledgement',
    edits: [
      {
        file: 'core/db/connect.ts',
        from: inWorkspaceBody,
        to: `  const { promise, resolve, reject } = Promise.withResolvers<T>()
  transaction(database, async (tx) => {
    // the driver sends a query`,
      },
      {
        file: 'core/db/connect.ts',
        from: `    const [, result] = await Promise.all([confined, work(tx)])
    return result
  })`,
        to: `    const [, result] = await Promise.all([confined, work(tx)])
    resolve(result)
    await new Promise((later) => setTimeout(later, 700))
  }).catch(reject)
  return promise`,
      },
    ],
  },
  {
    name: 'slow-reconnect',
    sign: /the database is back/,
    fault: 3,
    without:
      'the quick reconnection to a database that is back (with two connections: of 16 some have not noticed yet)',
    edits: [
      { file: 'core/db/connect.ts', from: '    max: connections,\n', to: '    max: Math.min(connections, 2),\n' },
      {
        file: 'core/db/connect.ts',
        from: '    backoff: () => reconnectSeconds,\n',
        to: '    backoff: () => reconnectSeconds * 40,\n',
      },
    ],
    dice: [0.9, 0.7],
  },
  {
    name: 'acknowledged-anyway',
    sign: /(an answer is missing|wrong text|a vote of .+ is missing).*slack\//,
    fault: 3,
    without: 'the 500 for what could not be recorded (and the last reading)',
    dice: [0.9, 0.9],
    seconds: 40,
    slack: 'http',
    edits: [
      lastReading,
      catchingUp,
      {
        file: 'bots/slack/requests.ts',
        from: '      end(response, 500)\n',
        to: '      end(response, 200)\n',
      },
    ],
  },
  {
    name: 'no-new-socket',
    sign: /did not settle/,
    fault: 4,
    without: 'the new socket after one has ended',
    slack: 'socket',
    edits: [
      {
        file: 'bots/slack/sockets.ts',
        from: '      else void keep(wasShort ? 1 : 0)\n',
        to: '      else log.warn({ wasShort }, "left alone")\n',
      },
    ],
    dice: [0.1],
  },
  {
    name: 'no-reading-again',
    sign: /an answer is missing|a vote of|wrong text/,
    fault: 5,
    without: 'the threads read again, after a new session and before the close',
    edits: [lastReading, catchingUp],
  },
  {
    name: 'deaf-to-4004',
    sign: /after 4004/,
    fault: 6,
    without: 'the watch on connections that end for good',
    edits: [{ file: 'bots/discord/gateway.ts', from: '      failed(trouble)\n', to: '' }],
    seconds: 24,
  },
  {
    name: 'order-of-arrival',
    sign: /a vote of|wrong text|deleted answer/,
    fault: 7,
    without: "the merge by the platform's times (and the last reading)",
    edits: [
      lastReading,
      {
        file: 'core/rounds/hear-votes.ts',
        from: 'do update set removed_at = greatest(v.removed_at, excluded.removed_at)',
        to: "do update set removed_at = coalesce(v.added_at, 'epoch') + interval '1 hour'",
      },
      {
        file: 'core/rounds/thread-facts.ts',
        from: `
        and (m.edited_at is null or (m.edited_at, m.text collate "C") < (excluded.edited_at, excluded.text collate "C"))`,
        to: '',
      },
    ],
    seconds: 60,
  },
  {
    name: 'blind-second-post',
    sign: /^slack.*(was posted|belongs to no round)|were said/,
    fault: 8,
    without: 'the look before a second post',
    edits: [
      {
        file: 'bots/posting-once.ts',
        from: 'return found.done === undefined ? send(workspace, wanted, claim) : stands(workspace, wanted, found.done)',
        to: 'return send(workspace, wanted, claim)',
      },
    ],
    dice: [0.05],
  },
  {
    name: 'no-nonce',
    sign: /^discord.*(was posted|belongs to no round)/,
    fault: 8,
    without: "Discord's nonce, and the look",
    edits: [
      {
        file: 'bots/posting-once.ts',
        from: 'return found.done === undefined ? send(workspace, wanted, claim) : stands(workspace, wanted, found.done)',
        to: "return found.done === undefined || workspace.startsWith('discord') ? send(workspace, wanted, claim) : stands(workspace, wanted, found.done)",
      },
      { file: 'bots/discord/posting.ts', from: 'nonce, enforce_nonce: true', to: 'nonce' },
    ],
  },
  {
    name: 'dropped-when-limited',
    sign: /does not stand|were not said/,
    fault: 9,
    without: 'the second try after a 429',
    edits: [
      {
        file: 'core/delivery/deliveries.ts',
        from: "if (typeof carried === 'string' || carried.later > longestWaitSeconds) return carried",
        to: "if (typeof carried === 'string' || carried.later > 0) return 'done' as CarriedOut",
      },
    ],
  },
  {
    name: 'not-parked',
    sign: /goes on in a channel/,
    fault: 10,
    without: 'the parking of what is refused',
    seconds: 80,
    edits: [
      {
        file: 'core/rounds/parking.ts',
        from: '.where(and(eq(schedules.workspace, workspace), which, isNull(schedules.pausedAt)))',
        to: ".where(and(eq(schedules.workspace, 'nobody'), which, isNull(schedules.pausedAt)))",
      },
    ],
  },
  {
    name: 'every-missed-day',
    sign: /was asked|still due/,
    fault: 11,
    without: 'the end of the time in which a missed day is made up for',
    dice: [0.9, 0.5, 0.9],
    edits: [
      { file: 'core/rounds/calendar.ts', from: 'const graceHours = 6\n', to: 'const graceHours = 600\n' },
      {
        file: 'core/rounds/calendar.ts',
        from: 'ask: latest, skipped: passed.slice(0, -1)',
        to: 'ask: passed[0], skipped: []',
      },
      {
        file: 'core/rounds/schedules.ts',
        from: '  const next = nextAsking(times, now)\n',
        to: '  const next = nextAsking(times, schedule.nextAt)\n',
      },
    ],
  },
  {
    name: 'no-rescue',
    sign: /did not settle/,
    fault: 12,
    without: 'the return of what a killed process was carrying out (and that takes a second longer)',
    dice: [0.3, 0.99, 0.1],
    edits: [
      {
        file: 'core/delivery/deliveries.ts',
        from: '      const carried = await carryPatiently(job, carry)\n',
        to: '      await new Promise((later) => setTimeout(later, 1_000))\n      const carried = await carryPatiently(job, carry)\n',
      },
      { file: 'core/delivery/queues.ts', from: '  heartbeatSeconds: 10,\n', to: '  heartbeatSeconds: 3600,\n' },
      { file: 'core/delivery/queues.ts', from: '  expireInSeconds: 300,\n', to: '  expireInSeconds: 3600,\n' },
    ],
  },
  {
    name: 'stale-post',
    sign: /^slack.*(was posted|belongs to no round)|were said/,
    fault: 13,
    without: "the second look at one's own hold before a post (and it takes a second longer)",
    seconds: 90,
    // two processes for longer than a hold and its second try
    dice: [1.5, 0.1, 0.1],
    edits: [
      {
        file: 'bots/posting-once.ts',
        from: '    const isMine = await postings.renew(',
        to: '    await new Promise((later) => setTimeout(later, 1_200))\n    const isMine = await postings.renew(',
      },
      {
        file: 'bots/posting-once.ts',
        from: '    if (!isMine) return { later: heldByOther }\n',
        to: '    if (!isMine && held === undefined) return { later: heldByOther }\n',
      },
    ],
  },
  {
    name: 'no-migration-lock',
    sign: /migrated at once failed/,
    fault: 14,
    without: 'the lock around migrations',
    seconds: 12,
    edits: [
      {
        file: 'core/db/migrate.ts',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: a text of the product
        from: 'await database.sql`select pg_advisory_lock(${migrationLock})`',
        to: 'await database.sql`select 1`',
      },
    ],
  },
  {
    name: 'no-drain',
    sign: /SIGTERM/,
    fault: 15,
    without: 'the orderly end on SIGTERM',
    seconds: 24,
    edits: [
      {
        file: 'bots/cli/stopper.ts',
        from: '      await now()\n      print(',
        to: '      process.abort()\n      print(',
      },
    ],
  },
  {
    name: 'summed-twice',
    sign: /the boards of/,
    fault: 16,
    without: 'the mark on points that are in the sums',
    seconds: 30,
    edits: [
      {
        file: 'core/standings/sums.ts',
        from: `      where e.workspace = \${workspace} and e.summed_at is null
      returning`,
        to: `      where e.workspace = \${workspace} and e.points is not null
      returning`,
      },
    ],
  },
  {
    name: 'no-row-security',
    sign: /is another's/,
    fault: 17,
    without: 'the role that sees its own rows (and one filter by workspace)',
    edits: [
      {
        file: 'core/db/connect.ts',
        from: "set_config('role', 'studyhall_app', true)",
        to: "set_config('role', 'none', true)",
      },
      {
        file: 'core/standings/board-sums.ts',
        from: "'standing_sums where workspace = $1 and board = $2",
        to: "'standing_sums where $1::text is not null and $2::text is not null",
      },
    ],
  },
  {
    name: 'gone-comes-back',
    sign: /knows .+ again|still shows/,
    fault: 18,
    without: 'the reading without those who have left',
    seconds: 60,
    edits: [
      {
        file: 'core/rounds/without-gone.ts',
        from: '  if (written.length === 0 && voted.length === 0 && erased.size === 0) return entries\n',
        to: '  if (written.length + voted.length + erased.size >= 0) return entries\n',
      },
    ],
  },
  {
    name: 'commit-in-vain',
    sign: /a choice that stands|were promised/,
    fault: 19,
    without: 'the wait for the commit before the reply',
    dice: [0.9, 0.1],
    edits: [
      {
        file: 'core/engine.ts',
        from: `    await recorded
    return reply
  } catch (error) {`,
        to: `    return reply
  } catch (error) {
    if (tried !== undefined) return tried`,
      },
      {
        file: 'core/engine.ts',
        from: '      recorded.catch(() => {})\n',
        to: '      recorded.catch(() => {})\n      tried = reply\n',
      },
      {
        file: 'core/engine.ts',
        from: '  let recorded: Promise<unknown> = Promise.resolve()\n',
        to: '  let recorded: Promise<unknown> = Promise.resolve()\n  let tried: Reply | undefined\n',
      },
    ],
  },
]
