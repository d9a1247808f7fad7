import type { Bank } from './bank.ts'
import type { Content } from './content-files.ts'
import type { Finding } from './finding.ts'
import type { Path } from './path.ts'
import { isOnlyByChoice } from './practice.ts'
import type { Track } from './track.ts'

/** Whether tracks and paths name what is there. Pure. */
export function lintOverlays({ tracks, paths }: Content, bank: Bank): Finding[] {
  return [
    ...twice(tracks.map(({ value }) => `track:${value.track}`)).map((id) => finding(id, 'there are two of it')),
    ...twice(paths.map(({ value }) => `path:${value.path}`)).map((id) => finding(id, 'there are two of it')),
    ...tracks.flatMap(({ value }) => lintTrack(value, bank).map((says) => finding(`track:${value.track}`, says))),
    ...paths.flatMap(({ value }) => lintPath(value, bank).map((says) => finding(`path:${value.path}`, says))),
  ]
}

function finding(about: string, says: string): Finding {
  return { about, says: `${about.replace(':', ' ')}: ${says}` }
}

function lintTrack({ questions, topics, practise }: Track, bank: Bank): string[] {
  const items = questions.map(({ item }) => item)
  const isPractice = (id: string) => isOnlyByChoice(bank.questions.get(id)?.topic ?? '')
  return [
    ...unknownItems(items, bank),
    ...twice(items).map((item) => `it asks ${item} twice`),
    ...topics.filter((topic) => !bank.topics.has(topic)).map((topic) => `the topic ${topic} is not in topics.yaml`),
    ...twice(topics).map((topic) => `it names the topic ${topic} twice`),
    ...practise.filter((id) => !isPractice(id)).map((id) => `${id} is no scenario, prompt or project`),
    ...twice(practise).map((id) => `it names ${id} twice`),
  ]
}

function lintPath({ steps }: Path, bank: Bank): string[] {
  return [
    ...twice(steps.map(({ id }) => id)).map((id) => `two steps have the id ${id}`),
    ...steps.flatMap(({ id, items }) =>
      [...unknownItems(items, bank), ...twice(items).map((item) => `it names ${item} twice`)].map(
        (says) => `step ${id}: ${says}`,
      ),
    ),
  ]
}

function unknownItems(items: readonly string[], { questions }: Bank): string[] {
  return items.filter((item) => !questions.has(item)).map((item) => `there is no item ${item}`)
}

function twice(all: readonly string[]): string[] {
  const seen = new Set<string>()
  return all.filter((one) => seen.has(one) || !seen.add(one))
}
