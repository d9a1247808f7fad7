import { Command } from 'commander'
import type { Machine } from '../machine.ts'

export function replayCommand(_machine: () => Machine): Command {
  return new Command('replay')
}
