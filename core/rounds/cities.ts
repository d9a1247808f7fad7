import { containing, nearest, plainLetters } from '../near.ts'

/** From what a person types to an IANA zone: a zone, the city in its name, or another large city. Pure. */

export type FoundZone = { readonly zone: string } | { readonly near: readonly string[] }

/**
 * The zone that was typed: `Europe/Berlin`, `UTC`, `berlin`, `São Paulo`, `Munich, Germany`. For an unknown
 * place the names of three that are spelt like it.
 */
export function zoneOfCity(typed: string): FoundZone {
  const whole = plainLetters(typed)
  const city = plainLetters(typed.split(/[,(]/)[0] ?? '')
  const zone = zonesByName().get(whole) ?? zonesByName().get(city) ?? zoneByOtherName(typed)
  return zone === undefined ? { near: nearest(city, cityNames()) } : { zone }
}

/** The cities whose name, or whose zone's, has what was typed; those that begin with it first. */
export function citiesLike(typed: string): { readonly city: string; readonly zone: string }[] {
  return containing(typed, citiesInOrder(), ({ city, zone }) => `${city} ${zone}`)
}

/** The city that a zone is named after: `New York`. */
export function cityOfZone(zone: string): string {
  return (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ')
}

/** Large cities that no zone is named after, by their zone; and zones that runtimes list by an older name. */
const cities: Readonly<Record<string, string>> = {
  'Africa/Cairo': 'Alexandria, Giza',
  'Africa/Casablanca': 'Rabat, Marrakesh, Fes',
  'Africa/Johannesburg': 'Cape Town, Durban, Pretoria',
  'Africa/Lagos': 'Abuja, Ibadan, Kano',
  'Africa/Nairobi': 'Mombasa',
  'America/Argentina/Buenos_Aires': 'Buenos Aires, Rosario',
  'America/Bogota': 'Medellin, Cali, Barranquilla',
  'America/Chicago':
    'Houston, Dallas, Austin, San Antonio, Minneapolis, St Louis, Saint Louis, Kansas City, Milwaukee, Nashville, New Orleans, Memphis, Oklahoma City, Fort Worth',
  'America/Denver': 'Salt Lake City, Albuquerque, Colorado Springs, Boulder',
  'America/Edmonton': 'Calgary',
  'America/Guayaquil': 'Quito',
  'America/Los_Angeles':
    'San Francisco, Seattle, San Diego, Portland, Las Vegas, Sacramento, Oakland, Palo Alto, Mountain View, Berkeley, Fresno, Silicon Valley',
  'America/Mexico_City': 'Guadalajara, Puebla',
  'America/New_York':
    'Boston, Washington, Washington DC, Philadelphia, Atlanta, Miami, Orlando, Tampa, Pittsburgh, Baltimore, Charlotte, Raleigh, Cleveland, Columbus, Cincinnati, Brooklyn, Manhattan, New York City, NYC, Jacksonville',
  'America/Phoenix': 'Tucson, Scottsdale',
  'America/Sao_Paulo': 'Rio de Janeiro, Brasilia, Belo Horizonte, Curitiba, Porto Alegre, Florianopolis, Campinas',
  'America/Toronto': 'Montreal, Ottawa, Quebec, Quebec City, Waterloo, Hamilton',
  'America/Vancouver': 'Victoria',
  'Asia/Dubai': 'Abu Dhabi, Sharjah',
  'Asia/Ho_Chi_Minh': 'Hanoi, Da Nang, Saigon, Ho Chi Minh City',
  'Asia/Hong_Kong': 'Kowloon',
  'Asia/Jakarta': 'Bandung, Surabaya',
  'Asia/Jerusalem': 'Tel Aviv, Haifa',
  'Asia/Karachi': 'Lahore, Islamabad, Rawalpindi',
  'Asia/Kathmandu': 'Pokhara',
  'Asia/Kolkata':
    'Mumbai, Bombay, Delhi, New Delhi, Bangalore, Bengaluru, Hyderabad, Chennai, Pune, Ahmedabad, Jaipur, Noida, Gurgaon, Gurugram, Kochi, Lucknow',
  'Asia/Kuala_Lumpur': 'George Town, Penang',
  'Asia/Manila': 'Quezon City, Cebu',
  'Asia/Riyadh': 'Jeddah, Mecca',
  'Asia/Seoul': 'Busan, Incheon',
  'Asia/Shanghai': 'Beijing, Shenzhen, Guangzhou, Hangzhou, Chengdu, Wuhan, Nanjing, Xian, Tianjin, Suzhou',
  'Asia/Tokyo': 'Osaka, Kyoto, Yokohama, Nagoya, Fukuoka, Sapporo, Kobe',
  'Asia/Yangon': 'Mandalay',
  'Atlantic/Canary': 'Las Palmas, Tenerife',
  'Australia/Brisbane': 'Gold Coast',
  'Australia/Sydney': 'Canberra, Newcastle',
  'Europe/Amsterdam': 'Rotterdam, The Hague, Den Haag, Utrecht, Eindhoven',
  'Europe/Athens': 'Thessaloniki',
  'Europe/Belgrade': 'Novi Sad',
  'Europe/Berlin':
    'Munich, München, Muenchen, Hamburg, Cologne, Köln, Koeln, Frankfurt, Stuttgart, Düsseldorf, Duesseldorf, Leipzig, Dresden, Hanover, Hannover, Nuremberg, Nürnberg, Bremen, Karlsruhe, Bonn, Dortmund, Essen, Heidelberg, Mannheim, Potsdam',
  'Europe/Brussels': 'Antwerp, Ghent, Gent',
  'Europe/Bucharest': 'Cluj, Cluj-Napoca, Timisoara, Iasi',
  'Europe/Copenhagen': 'Aarhus',
  'Europe/Dublin': 'Cork, Galway',
  'Europe/Helsinki': 'Espoo, Tampere',
  'Europe/Istanbul': 'Ankara, Izmir',
  'Europe/Kyiv': 'Lviv, Kharkiv, Odesa, Dnipro',
  'Europe/Lisbon': 'Porto, Braga',
  'Europe/London':
    'Manchester, Edinburgh, Glasgow, Birmingham, Leeds, Bristol, Liverpool, Cambridge, Oxford, Sheffield, Cardiff, Belfast, Newcastle upon Tyne',
  'Europe/Madrid': 'Barcelona, Valencia, Seville, Sevilla, Bilbao, Malaga, Zaragoza',
  'Europe/Moscow': 'Saint Petersburg, St Petersburg',
  'Europe/Oslo': 'Bergen, Trondheim',
  'Europe/Paris': 'Lyon, Marseille, Toulouse, Nice, Nantes, Bordeaux, Lille, Strasbourg, Grenoble, Montpellier',
  'Europe/Prague': 'Brno',
  'Europe/Rome': 'Milan, Milano, Turin, Torino, Naples, Napoli, Bologna, Florence, Firenze, Roma, Venice',
  'Europe/Stockholm': 'Gothenburg, Göteborg, Goteborg, Malmö, Uppsala',
  'Europe/Vienna': 'Wien, Graz, Linz, Salzburg, Innsbruck',
  'Europe/Vilnius': 'Kaunas',
  'Europe/Warsaw': 'Krakow, Cracow, Wroclaw, Gdansk, Poznan, Lodz, Katowice, Warszawa',
  'Europe/Zurich': 'Geneva, Genève, Basel, Bern, Lausanne, Zuerich',
  'Pacific/Auckland': 'Wellington, Christchurch',
  'Pacific/Honolulu': 'Hawaii',
  UTC: 'UTC, GMT, Etc/UTC, Coordinated Universal Time',
}

let byName: ReadonlyMap<string, string> | undefined

/** A name's plain letters → its zone: by the zone's whole name, by its city, and by the table. Made once. */
function zonesByName(): ReadonlyMap<string, string> {
  byName ??= new Map([
    ...zones().map((zone): [string, string] => [plainLetters(cityOfZone(zone)), zone]),
    ...zones().map((zone): [string, string] => [plainLetters(zone), zone]),
    ...namedCities().map(([city, zone]): [string, string] => [plainLetters(city), zone]),
  ])
  return byName
}

function zones(): string[] {
  return [...Intl.supportedValuesOf('timeZone'), ...Object.keys(cities)]
}

function cityNames(): string[] {
  return [...zones().map(cityOfZone), ...namedCities().map(([city]) => city)]
}

function citiesInOrder(): { readonly city: string; readonly zone: string }[] {
  const byLetters = new Map(cityNames().map((city): [string, string] => [plainLetters(city), city]))
  return [...byLetters]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([letters, city]) => ({ city, zone: zonesByName().get(letters) ?? city }))
}

function namedCities(): [string, string][] {
  return Object.entries(cities).flatMap(([zone, names]) =>
    names.split(', ').map((city): [string, string] => [city, zone]),
  )
}

/** An older or another name of a zone, such as `US/Pacific`; offsets and abbreviations change no clocks and are no zones. */
function zoneByOtherName(typed: string): string | undefined {
  if (!/^[a-z_]+(\/[a-z_-]+)+$/i.test(typed.trim())) return undefined
  try {
    return new Intl.DateTimeFormat('en', { timeZone: typed.trim() }).resolvedOptions().timeZone
  } catch {
    return undefined
  }
}
