/** What comes of it in this time, else `late`; what comes after that, also a failure, is dropped. */
export async function within<T>(milliseconds: number, work: PromiseLike<T>): Promise<T | 'late'> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), milliseconds)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
