/** A number from 0 to 2³² − 1 for a seed and a text, evenly spread and always the same: FNV-1a with a final mix. */
export function draw(seed: string, text: string): number {
  let hash = 0x811c9dc5
  for (const character of `${seed}\n${text}`) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
