export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** Spearman's: from −1 to 1. */
export function rankCorrelation(one: readonly number[], other: readonly number[]): number {
  return correlation(ranks(one), ranks(other))
}

/**
 * The area under the ROC curve: the chance that a right answer was thought likelier than a wrong one.
 * Not a number where all are right or all are wrong.
 */
export function areaUnderCurve(predictions: readonly { readonly chance: number; readonly right: boolean }[]): number {
  const places = ranks(predictions.map(({ chance }) => chance))
  const rights = predictions.filter(({ right }) => right).length
  const sum = predictions.reduce((total, { right }, index) => total + (right ? (places[index] ?? 0) : 0), 0)
  return (sum - (rights * (rights + 1)) / 2) / (rights * (predictions.length - rights))
}

function correlation(one: readonly number[], other: readonly number[]): number {
  const [meanOne, meanOther] = [mean(one), mean(other)]
  const products = one.map((value, index) => (value - meanOne) * ((other[index] ?? 0) - meanOther))
  const squares = (values: readonly number[], middle: number) => mean(values.map((value) => (value - middle) ** 2))
  return mean(products) / Math.sqrt(squares(one, meanOne) * squares(other, meanOther))
}

/** From 1; equal values share the mean of their ranks. */
function ranks(values: readonly number[]): number[] {
  const order = [...values.keys()].sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0))
  const ranked = new Array<number>(values.length)
  for (let first = 0; first < order.length; ) {
    const value = values[order[first] ?? 0]
    let next = first
    while (next < order.length && values[order[next] ?? 0] === value) next += 1
    for (const index of order.slice(first, next)) ranked[index] = (first + 1 + next) / 2
    first = next
  }
  return ranked
}
