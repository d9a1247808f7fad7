/** Whoever asks while it runs gets a run that begins afterwards, shared with others who do. */
export function oneAfterAnother(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined
  let next: Promise<void> | undefined
  return () => {
    if (running === undefined) return run()
    next ??= running.then(follow, follow)
    return next
  }

  function follow(): Promise<void> {
    next = undefined
    return run()
  }

  function run(): Promise<void> {
    running = work().finally(() => {
      running = undefined
    })
    return running
  }
}
