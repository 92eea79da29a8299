import { InvariantError } from '../../errors.js';
import { KIND_KEY, type ResultValue } from '../../metrics/index.js';
import type { GroupSource } from '../../schema/index.js';
import type { AskedView } from '../plan/operationPlan.js';
import type { RunView } from './createRunner.js';
import type { PartialTest } from './partialTest.js';
import type { ViewAnswer } from './shapeView.js';

/** What the rows of one view have in common. */
export interface RowContext {
  readonly run: RunView;
  /** Undefined when no bucket of time is shown. */
  readonly isPartial: PartialTest | undefined;
}

/** A row of a rows view. A class: an answer has up to a hundred thousand of them. */
export class GroupRow implements GroupSource {
  readonly #row: ReadonlyMap<string, ResultValue>;
  readonly #view: AskedView;
  readonly #around: RowContext;

  constructor(row: ReadonlyMap<string, ResultValue>, view: AskedView, around: RowContext) {
    this.#row = row;
    this.#view = view;
    this.#around = around;
  }

  get(key: string): ResultValue | undefined {
    return this.#row.get(key);
  }

  get kind(): 'VALUE' | 'OTHER' {
    return this.#row.get(KIND_KEY) === 'OTHER' ? 'OTHER' : 'VALUE';
  }

  get partial(): boolean | null | Promise<boolean> {
    const { isPartial } = this.#around;
    return isPartial === undefined || this.kind === 'OTHER' ? null : isPartial(this.#row);
  }

  async nested(key: string): Promise<ViewAnswer> {
    const view = this.#view.nested.get(key);
    if (view === undefined) throw new InvariantError(`The nested view ${key} was not planned.`);
    const { within } = await this.#around.run(view);
    return within(this);
  }
}
