import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Answer, Ask, Suite, SuiteCase } from '../suite.js';
import { askCase } from './askCase.js';
import { readColumnTypes } from './columnTypes.js';
import { catalogFiles } from './datasetSpecs.js';
import { expectedOf } from './expected.js';
import type { CaseModel, Manifest } from './manifest.js';
import { ModelGraph } from './modelGraph.js';
import { Quirks } from './quirks.js';
import { skipOf } from './skipped.js';
import { SpineRanges } from './spineRanges.js';

/** What a case may leave out. */
const NOTHING_SAID = {
  metrics: [],
  group_bys_resolved: [],
  where_ast: null,
  order_bys_resolved: [],
  limit: null,
  time_constraint_resolved: null,
  min_max_only: false,
  apply_group_by: true,
};

/** Cases of dbt-labs/metricflow: `manifest.json` holds several models of semantic models, metrics and time spines. */
export const metricflow: Suite = {
  name: 'metricflow',
  recognises: (folder) => existsSync(join(folder, 'manifest.json')),
  open: (folder) => {
    const { manifests } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as {
      readonly manifests: Readonly<Record<string, Manifest>>;
    };
    const types = readColumnTypes(readFileSync(join(folder, 'schema.sql'), 'utf8'));
    const opened = new Map(
      Object.entries(manifests).map(([name, manifest]) => {
        const spines = new SpineRanges(folder, manifest.project_configuration.time_spines);
        const graph = new ModelGraph(manifest, types);
        return [name, { graph, spines, quirks: new Quirks(folder, graph) }] as const;
      }),
    );
    return {
      prepare: (line): SuiteCase => {
        const asked: CaseModel = { ...NOTHING_SAID, ...(line as unknown as CaseModel) };
        const manifest = opened.get(asked.manifest);
        if (manifest === undefined) throw new Error(`${asked.name}: there is no manifest ${asked.manifest}.`);
        const compare = expectedOf(folder, asked);
        return {
          name: asked.name,
          features: asked.features ?? [],
          skip: skipOf(manifest.graph, asked),
          quirk: manifest.quirks.of(asked),
          catalog: { key: asked.manifest, files: () => catalogFiles(manifest.graph) },
          ask: (ask: Ask): Promise<Answer> => askCase(manifest, asked, ask),
          compare,
        };
      },
    };
  },
};
