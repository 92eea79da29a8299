/**
 * Kinds of questions for which a statement reads rows in more places than one, by what their names are like, and whose rows each must be kept from: a test
 * that opens one of these datasets has to see every kind answer otherwise.
 */
export const KINDS: readonly (readonly [kind: string, questions: RegExp, datasets: readonly string[]])[] = [
  ['numbers of rows behind', /^buyers: rows with moves\./, ['moves', 'buyers']],
  ['numbers of rows behind, of what is left', /^buyers: moves\.\w+ and what is left/, ['moves', 'buyers']],
  ['numbers of rows behind, inside', /^buyers: moves inside/, ['moves', 'buyers']],
  ['groups by numbers of rows behind', /^buyers: (?:groups of|best) moves/, ['moves', 'buyers']],
  ['rows that exist behind', /^buyers: (?:no )?moves (?:like those of others )?exist/, ['moves', 'buyers']],
  ['rows behind together', /^buyers: (?:not )?having (?:few )?moves/, ['moves', 'buyers']],
  ['rows behind a row', /^moves: buyer (?:having|of) moves/, ['moves', 'buyers']],
  ['rows behind a row, or', /^moves: buyer having moves or else/, ['moves', 'buyers']],
  ['values of other rows', /^buyers: records/, ['moves', 'buyers']],
  ['values of the related row', /^moves: records/, ['moves', 'buyers']],
  ['levels of what is left', /^moves: (?:level|firstOfEach|meanLevel) and what is left/, ['moves']],
  ['levels inside what is left', /^moves: (?:level|firstOfEach|meanLevel) inside what is left/, ['moves']],
  ['averages per buyer', /^moves: perBuyer and what is left/, ['moves']],
  ['conversions', /^moves: cameBack (?:and|inside) /, ['moves']],
  ['levels in windows', /^moves: (?:level|perBuyer) in windows/, ['moves']],
  ['levels of all time', /^moves: (?:level|perBuyer) of all time/, ['moves']],
  ['numbers to date', /^moves: \w+ to date/, ['moves']],
  ['running totals', /^moves: running /, ['moves']],
  ['changes', /^moves: change of /, ['moves']],
  ['funnels by name', /^moves: preset bought/, ['moves', 'buyers']],
  ['retentions by name', /^moves: preset stayed/, ['moves', 'buyers']],
  ['buckets of a calendar', /^moves: pair: \w+$/, ['moves', 'calendar']],
  ['empty buckets of a calendar', /^moves: pair: every bucket of/, ['moves', 'calendar']],
  ['calendars to date', /^moves: pair: \w+ to date/, ['moves', 'calendar']],
  ['starts of a calendar', /^moves: pair: \w+ at the start/, ['moves', 'calendar']],
  ['days before by a calendar', /^moves: pair: \w+ the (?:day|bucket) before/, ['moves', 'calendar']],
  ['running totals by a calendar', /^moves: pair: running /, ['moves', 'calendar']],
  ['what a calendar leaves', /^moves: pair: \w+ and what is left/, ['moves', 'calendar']],
];
