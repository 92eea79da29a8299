import type { Viewer } from '../../src/metrics/index.js';

/** Cases that somebody else wrote, with the tables and models they are about. One implementation per author. */
export interface Suite {
  readonly name: string;
  /** True for a folder that holds this suite. */
  readonly recognises: (folder: string) => boolean;
  /** Reads what the folder holds besides tables and cases. */
  readonly open: (folder: string) => OpenSuite;
}

export interface OpenSuite {
  /** Our own statements, run once the tables are filled. */
  readonly setup?: readonly string[];
  /** Database that unqualified tables are made in. Default: `conformance`. */
  readonly database?: string;
  /** Takes one line of a cases file. */
  readonly prepare: (line: SuiteLine) => SuiteCase;
}

/** A case as its file has it; only the name is known of every suite. */
export type SuiteLine = { readonly name: string } & Readonly<Record<string, unknown>>;

export interface SuiteCase {
  readonly name: string;
  /** Kind of case that this product deliberately does not do, or that its own author skips. It is not asked. */
  readonly skip?: SkipReason | undefined;
  /** Its rows follow a peculiarity of its author, described here. Asked, compared, and counted apart when it differs. */
  readonly quirk?: string | undefined;
  /** Words that the report groups failures by. */
  readonly features: readonly string[];
  /** The catalog that its model becomes. Cases of one model give the same key, and `files` is called once per key. */
  readonly catalog: CatalogSource;
  /** Who asks. Default: an analyst without attributes. */
  readonly viewer?: Viewer;
  /** Asks through GraphQL, once or in steps, and reads the answer into the case's own columns. Throws what cannot be asked. */
  readonly ask: (ask: Ask) => Promise<Answer>;
  /** What is different about the answer; undefined when it is right. Absent when the case says nothing of what is expected. */
  readonly compare?: ((answer: Answer) => string | undefined) | undefined;
}

export interface SkipReason {
  /** `author`: skipped by the suite's own author. `scope`: not what this product is. `deliberate`: counts against the 5 %. */
  readonly by: 'author' | 'scope' | 'deliberate';
  readonly reason: string;
}

export interface CatalogSource {
  readonly key: string;
  /** Contents of the YAML files, by file name: one per dataset, and `metrics.yaml`. */
  readonly files: () => ReadonlyMap<string, unknown>;
}

/** Executes one document and returns its data; rejects with every error's message. */
export type Ask = (source: string, variables?: Readonly<Record<string, unknown>>) => Promise<unknown>;

export interface Answer {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}
