import { LimitError } from '../../errors.js';
import type { SecuredQuery } from '../../metrics/index.js';
import type { Amount, Budget } from './amount.js';
import { shareOf } from './amount.js';

interface Refused {
  readonly secured: SecuredQuery;
  readonly budget: Budget;
  readonly amount: Amount;
  /** There is more: counting stopped. */
  readonly isCut: boolean;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Rows are not spread evenly over time. */
const SAFE = 0.9;

/** The refusal of a statement that is too large: what it would read, what may be read, what to ask instead. */
export function overBudget(refused: Refused): LimitError {
  const { secured, budget, amount, isCut } = refused;
  const { rows, bytes } = budget;
  const byRows =
    rows !== undefined && shareOf({ rows, bytes: undefined }, amount) === shareOf(budget, amount);
  const unit = byRows ? 'rows' : 'bytes';
  const limit = byRows ? rows : bytes;
  const most = limit?.most ?? 0;
  const whose = secured.seesEveryRow ? '' : ' that you may see';
  const show = (count: number): string => (byRows ? count.toLocaleString('en-US') : inUnits(count));
  const estimate = `${isCut ? 'more than' : 'about'} ${show(amount[unit])}`;
  const fits = whatFits(secured, (most / amount[unit]) * SAFE);
  const message =
    `This view would read ${estimate}${byRows ? ' rows' : ''}${whose}; your role may read ${show(most)}${byRows ? ' rows' : ''}` +
    ` at once where "${limit?.dataset ?? ''}" is read. ${isCut ? 'Ask for much less' : fits}, or filter by more.`;
  return new LimitError(message, {
    limit: unit,
    dataset: limit?.dataset ?? '',
    budget: most,
    estimate: Math.round(amount[unit]),
    more: isCut,
  });
}

/** A beginning of a sentence that `, or …` follows. */
function whatFits({ resolved: { time } }: SecuredQuery, share: number): string {
  const length = time?.from === undefined || time.to === undefined ? undefined : time.to - time.from;
  if (length === undefined) return `About ${percent(share)} of it would fit: ask for a range of time`;
  const fitting = length * share;
  if (fitting >= 2 * DAY) return `A range of about ${Math.floor(fitting / DAY)} days would fit`;
  if (fitting >= 2 * HOUR) return `A range of about ${Math.floor(fitting / HOUR)} hours would fit`;
  return `About ${percent(share)} of this range would fit: ask for a shorter one`;
}

function percent(share: number): string {
  const exact = share * 100;
  return exact >= 1 ? `${Math.floor(exact)} %` : 'less than 1 %';
}

function inUnits(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB'];
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  return `${Number((bytes / 1000 ** power).toPrecision(3))} ${units[power] ?? ''}`;
}
