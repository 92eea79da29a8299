import { InvariantError } from '../../errors.js';
import { KIND_KEY, type ResultValue } from '../../metrics/index.js';
import type { GroupSource } from '../../schema/index.js';
import type { AskedView } from '../plan/operationPlan.js';
import type { RunView } from './createRunner.js';
import type { ViewAnswer } from './shapeView.js';

/** A row of a rows view. A class: an answer has up to a hundred thousand of them. */
export class GroupRow implements GroupSource {
  readonly #row: ReadonlyMap<string, ResultValue>;
  readonly #view: AskedView;
  readonly #run: RunView;

  constructor(row: ReadonlyMap<string, ResultValue>, view: AskedView, run: RunView) {
    this.#row = row;
    this.#view = view;
    this.#run = run;
  }

  get(key: string): ResultValue | undefined {
    return this.#row.get(key);
  }

  get kind(): 'VALUE' | 'OTHER' {
    return this.#row.get(KIND_KEY) === 'OTHER' ? 'OTHER' : 'VALUE';
  }

  async nested(key: string): Promise<ViewAnswer> {
    const view = this.#view.nested.get(key);
    if (view === undefined) throw new InvariantError(`The nested view ${key} was not planned.`);
    // What is left over is not one group that could be cut further.
    if (this.kind === 'OTHER') return [];
    const { within } = await this.#run(view);
    return within(this);
  }
}
