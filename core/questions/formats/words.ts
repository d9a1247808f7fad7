/** Every sentence about a file that is read: to whom it belongs, what is wrong, and what to do. */

const asUtf8 =
  'In Excel, choose “Save as” and “CSV UTF-8”; in an editor, save it with the encoding UTF-8. Then send it again.'

export const words = {
  tooLarge: 'This file is larger than 50 MB. Split it into smaller ones.',
  empty: 'This file is empty.',
  unknownExtension: (name: string) =>
    `I can't tell from the name ${JSON.stringify(name)} what this file is. I read .yaml, .csv, .tsv, .gift, .md and .txt (Moodle GIFT, or notes from Anki as plain text).`,
  ankiPackage:
    'This is a packed Anki deck. In Anki, choose “File”, “Export”, and “Notes in Plain Text (.txt)”, and send that file.',
  spreadsheet: 'This is a spreadsheet. In Excel or LibreOffice, save it as “CSV UTF-8”, and send that file.',
  notText(kind: 'zip' | 'pdf' | 'picture' | 'packed' | 'old-office' | 'database'): string {
    const what = {
      zip: 'a zip archive',
      pdf: 'a PDF',
      picture: 'a picture',
      packed: 'a packed file',
      'old-office': 'an Office document',
      database: 'a database',
    }
    return `This is ${what[kind]}, whatever its name says. I read text: YAML, CSV, Moodle GIFT, Anki's plain text, Markdown.`
  },
  webPage: 'This is a web page, not the file itself. Save the file by its “raw” or “download” link, and send that.',
  utf16: `This file is in UTF-16; I read UTF-8. ${asUtf8}`,
  nulBytes: `This file holds NUL bytes: it is no text, or it is in UTF-16 and not in UTF-8. ${asUtf8}`,
  notUtf8: `This file is not in UTF-8 (it may be in Latin-1 or Windows-1252). ${asUtf8}`,
  tooMany: (most: number) =>
    `This file has more than ${most.toLocaleString('en')} questions. Split it into smaller ones.`,
  tooManyRefused: (count: number, line: number, says: string) =>
    `More than ${count.toLocaleString('en')} of its questions cannot be read, so this is hardly the file that was meant. The first, on line ${line}: ${says}`,
  noQuestions: 'I found no question in this file.',
  tooLong: (most: number) => `it is longer than ${most.toLocaleString('en')} characters`,
  idTwice: (id: string, line: number) => `the id ${id} is used already on line ${line}`,

  notYaml: (line: number, message: string) => `This is not valid YAML, from line ${line}: ${message}.`,
  brokenYaml: (line: number, message: string) => `it is not valid YAML, line ${line}: ${message}`,
  yamlShape:
    'This YAML is no pack: I look for `pack`, `title`, `licence`, and `questions` with a list of them. Flow style is read up to 1 MB.',
  yamlHead: (says: string) => `The head of this pack: ${says}.`,
  yamlWhole: (says: string) => `This pack cannot be read: ${says}.`,
  yamlTangled: 'This YAML is nested too deeply, or has too many parts, for a pack of questions.',
  itemTangled: 'it is nested too deeply, or has too many parts, for a question',
  itemAliases: 'it repeats itself by aliases (`*name`) too often; write it out',
  itemFarAlias: (name: string) =>
    `it uses the alias *${name}, which is not set before it in the same question; write it out`,
  keyTwice: (key: string) => `it says \`${key}\` twice`,

  unknownColumns: (names: readonly string[], known: readonly string[]) =>
    `I don't know the ${names.length === 1 ? 'column' : 'columns'} ${names.map((name) => `“${name}”`).join(', ')}. Those I know: ${known.join(', ')}.`,
  columnTwice: (name: string) => `The column “${name}” is there twice.`,
  noQuestionColumn: (header: string) =>
    `The first line must name the columns, and one of them must be “question”. It says: ${header}`,
  tooManyCells: (count: number, named: number) =>
    `it has ${count} cells, the first line names ${named}: a cell with the separator in it belongs in quotes`,
  openQuote: 'a quotation mark opens a cell here and never closes; nothing after it was read',
  brokenRow: 'its quotation marks do not pair: a cell with “"” in it belongs in quotes, with each “"” written twice',
  notANumber: (column: string, cell: string) => `${column}: “${cell}” is no number`,
  notABoolean: (cell: string) => `answer: “${cell}” is neither true nor false`,
  noSuchOption: (cell: string) => `right: “${cell}” names no option; write letters or numbers, such as B or 2`,
  rightWithoutOption: 'right: there is no option_1',
  whyWithoutOption: (number: number) => `why_${number}: there is no option_${number}`,
  keyPointWithoutWeight: (line: string) =>
    `key_points: begin each line with its weight, such as “0.5 ${line.slice(0, 40)}”`,
  phrasesWithoutPoint: 'phrases: there are more lines than key points',
  sourceWithoutUrl: (line: string) => `sources: write “title <https://…>” instead of “${line.slice(0, 60)}”`,

  giftSyntax: 'it is not valid GIFT: look for a blank line inside it, or a \\ missing before one of ~ = # { } :',
  giftMatching: 'it is a matching question; I have no kind for that',
  giftDescription: 'it is a description, not a question: there is no { } with an answer',
  giftPartial: (text: string) => `“${text}” is partly right; I only know right and wrong`,
  giftNoneRight: 'none of its answers is right',
  giftAllRight: 'all of its options are right, so there is nothing to choose',
  giftSeveralRight: 'several options are fully right (=); give each its share, such as ~%50%, where all must be chosen',
  giftSeveralNumbers: 'several numbers are right; I know one number with a tolerance',
  giftWildcard: (text: string) => `“${text}” has a wildcard (*); write the wordings out`,
  media: 'it has a picture, a sound or a film, which I cannot bring in',

  ankiCloze: 'it is a cloze note ({{c1::…}}); I have no kind for that',
  ankiNoBack: 'its back is empty',
  ankiNoFront: 'its front is empty',
  ankiSeparator: (name: string) => `I don't know the separator “${name}”. Export the notes anew, as plain text.`,

  markdownNoQuestions:
    'I found no question in this Markdown: each begins with a line such as “###### 1. What is the output?”.',
  markdownNoAnswer: 'it has no line such as “#### Answer: A”',
  markdownAnswer: (letter: string) => `the answer ${letter} is none of its options`,
  markdownNoOptions: 'it has no options, each on a line such as “- A: …”',
}

/** Why a question stays out of an export. */
export const leftOut = {
  ordering: 'GIFT has no kind for putting things in order',
  arrow: 'an accepted wording has “->”, which GIFT reads as matching',
}
