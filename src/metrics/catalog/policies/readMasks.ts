import type { PolicySpec } from '../catalogSpec.js';
import type { Dataset, Dimension, Role } from '../definitions.js';
import { entriesOf, unknownName, type Draft } from '../draft.js';
import { isNumber } from '../valueTypeOf.js';
import { addressBits } from './maskedType.js';
import { MASK_UNITS, type Mask, type MaskedAs } from './mask.js';
import type { RowsReader } from './readRows.js';

type Path = readonly (string | number)[];

const FORMS = 'hash, "null", { constant: … } or { truncate: … }';

/** The masks of a policy, by dimension. One with a mistake is reported and shows nothing of its dimension, so it can never be read as "no mask". */
export function readMasks(
  draft: Draft,
  { role, spec }: { readonly role: Role; readonly spec: PolicySpec },
  { dataset, rows }: { readonly dataset: Dataset; readonly rows: RowsReader },
): ReadonlyMap<string, Mask> {
  const masks = new Map<string, Mask>();
  for (const [name, asked] of entriesOf(spec.mask)) {
    const path = ['access', role, 'mask', name];
    const dimension = dataset.dimensions.get(name);
    if (dimension === undefined) {
      // A dimension that is declared but broken has its own report.
      if (!Object.hasOwn(draft.spec.dimensions ?? {}, name))
        draft.report(path, unknownName('dimension', name, dataset.dimensions.keys()));
      continue;
    }
    if (spec.hide?.includes(name) === true)
      draft.report(path, `"${name}" is hidden from the role as well: what is hidden has no mask.`);
    const read = new MaskReader(draft, dimension, rows).mask(asked, path);
    masks.set(name, read ?? { show: { kind: 'null' } });
  }
  return masks;
}

class MaskReader {
  constructor(
    private readonly draft: Draft,
    private readonly dimension: Dimension,
    private readonly rows: RowsReader,
  ) {}

  mask(asked: unknown, path: Path): Mask | undefined {
    if (!isRecord(asked) || !('mask' in asked || 'unless' in asked)) {
      const show = this.#show(asked, path);
      return show && { show };
    }
    const strange = Object.keys(asked).find((key) => key !== 'mask' && key !== 'unless');
    if (strange !== undefined)
      return this.#refuse(
        [...path, strange],
        `A mask in some rows has the keys "mask" and "unless", not "${strange}".`,
      );
    if (!('mask' in asked)) return this.#refuse(path, `Say what is shown in other rows: mask is ${FORMS}.`);
    const show = this.#show(asked['mask'], [...path, 'mask']);
    if (!('unless' in asked)) return show && { show };
    const unless = this.rows.rows(asked['unless'], [...path, 'unless']);
    if (unless?.kind === 'all')
      return this.#refuse(
        [...path, 'unless'],
        'The value would be shown in all rows: leave the mask out if that is meant.',
      );
    return show && unless && { show, unless };
  }

  #show(asked: unknown, path: Path): MaskedAs | undefined {
    if (asked === 'hash') return { kind: 'hash' };
    // YAML reads a bare null as nothing, which is what is meant.
    if (asked === 'null' || asked === null) return { kind: 'null' };
    const [[form, operand] = ['', undefined], ...more] = isRecord(asked) ? Object.entries(asked) : [];
    if (more.length > 0 || (form !== 'constant' && form !== 'truncate'))
      return this.#refuse(path, `A mask is ${FORMS}, not ${JSON.stringify(asked)}.`);
    return form === 'constant'
      ? this.#constant(operand, [...path, form])
      : this.#truncate(operand, [...path, form]);
  }

  #constant(operand: unknown, path: Path): MaskedAs | undefined {
    const fits =
      typeof operand === 'string' ||
      typeof operand === 'boolean' ||
      (typeof operand === 'number' && Number.isFinite(operand));
    return fits
      ? { kind: 'constant', value: operand }
      : this.#refuse(path, `A constant is a text, a number, true or false, not ${JSON.stringify(operand)}.`);
  }

  #truncate(operand: unknown, path: Path): MaskedAs | undefined {
    const { name, type, clickhouseType } = this.dimension;
    if (type === 'string') {
      const bits = addressBits(clickhouseType);
      const length = isCount(operand) && (bits === undefined || operand <= bits) ? operand : undefined;
      return length === undefined
        ? this.#refuse(
            path,
            bits === undefined
              ? `Of "${name}", a text, say how many characters are shown: a whole number from 1.`
              : `Of "${name}", an address, say how many bits are shown: a whole number from 1 to ${bits}.`,
          )
        : { kind: 'start', length, of: bits === undefined ? 'characters' : 'bits' };
    }
    if (isNumber(type)) {
      const size = typeof operand === 'number' && operand > 0 ? operand : Number.NaN;
      if (type === 'float' ? Number.isFinite(size) : isCount(size)) return { kind: 'multiple', of: size };
      return this.#refuse(
        path,
        `"${name}" is rounded down to multiples of a ${type === 'float' ? 'number above 0' : 'whole number from 1'}.`,
      );
    }
    if (type === 'time' || type === 'date') {
      const known = MASK_UNITS.filter((unit) => type === 'time' || !['minute', 'hour', 'day'].includes(unit));
      const unit = known.find((each) => each === operand);
      return unit === undefined
        ? this.#refuse(path, `"${name}" is shown as the start of a unit: one of ${known.join(', ')}.`)
        : { kind: 'unit', unit };
    }
    return this.#refuse(path, `"${name}" is of type ${type}, of which nothing can be cut off: hash it, or show nothing or a constant.`); // prettier-ignore
  }

  #refuse(path: Path, message: string): undefined {
    this.draft.report(path, message);
    return undefined;
  }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
