import fc from 'fast-check'
import { expect, test } from 'vitest'
import { containing, plainLetters } from '../../core/near.ts'
import { citiesLike, zoneOfCity } from '../../core/rounds/cities.ts'

test('every city that is suggested is understood as the zone that stands beside it', () => {
  const all = citiesLike('')
  expect(all.length).toBeGreaterThan(500)
  expect(all.filter(({ city, zone }) => JSON.stringify(zoneOfCity(city)) !== JSON.stringify({ zone }))).toEqual([])
  expect(new Set(all.map(({ city }) => plainLetters(city))).size).toBe(all.length)
})

test('what was typed is found in any case, with or without accents, in any order, and its beginning comes first', () => {
  const texts = ['Mexico City', 'Quebec City', 'City of São Paulo', 'Lima']
  const found = (typed: string) => containing(typed, texts, (text) => text)
  expect(found('CITY')).toEqual(['City of São Paulo', 'Mexico City', 'Quebec City'])
  expect(found('paulo sao')).toEqual(['City of São Paulo'])
  expect(found('cit qu')).toEqual(['Quebec City'])
  expect(found('')).toEqual(texts)
})

test('each beginning of a text finds it', () => {
  const texts = fc.array(fc.stringMatching(/^[a-zA-Z ]{1,20}$/), { minLength: 1, maxLength: 8 })
  fc.assert(
    fc.property(texts, fc.nat(), fc.nat(), (all, which, length) => {
      const text = all[which % all.length] ?? ''
      const typed = text.slice(0, length % (text.length + 1))
      expect(containing(typed, all, (one) => one)).toContain(text)
    }),
  )
})
