import type { Machine } from '../machine.ts'

/** All that a command of authors is given of the machine. */
export type Printer = Pick<Machine, 'print'>
