/** Slack waits three seconds for an acknowledgement; what is not ready then is said afterwards. */
const patienceMilliseconds = 2_500

export async function inTime<T>(work: Promise<T>): Promise<{ readonly done: T } | 'late'> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), patienceMilliseconds)
  })
  try {
    return await Promise.race([work.then((done) => ({ done })), late])
  } finally {
    clearTimeout(timer)
  }
}
