import { isatty } from 'node:tty'
import { type Bank, readBank } from '../../core/questions/bank.ts'
import { bankWords } from '../../core/questions/bank-words.ts'
import type { Machine } from '../machine.ts'

const standardOutput = 1

/**
 * The shared questions, read anew at each SIGHUP: what is clean replaces those from before, what is broken is told in
 * the log and leaves them. A process also gets that signal when its terminal is closed: it ends then.
 */
export function reloadedBank(folder: string, first: Bank, { log, print }: Pick<Machine, 'log' | 'print'>): () => Bank {
  const beganInTerminal = isatty(standardOutput)
  let bank = first
  let reading = Promise.resolve()
  process.on('SIGHUP', () => {
    if (beganInTerminal && !isatty(standardOutput)) process.kill(process.pid, 'SIGTERM')
    else reading = reading.then(readAnew)
  })
  return () => bank

  async function readAnew(): Promise<void> {
    const read = await readBank(folder).catch((error: Error) => ({ complaints: [error.message] }))
    if ('complaints' in read) {
      log.error({ complaints: read.complaints }, 'the questions cannot be used; those from before stay')
      return
    }
    bank = read.bank
    print(`Read anew: ${bankWords(bank.questions.values())}.`)
  }
}
