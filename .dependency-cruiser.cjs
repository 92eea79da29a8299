/**
 * The import rules of ARCHITECTURE.md. A folder never reaches back; each library has one home.
 * If a change wants to break a rule, the design is wrong: change the design in one clear step.
 */
const stage = (name, earlier) => ({
  name: `metrics-${name}`,
  comment: `src/metrics/${name} may import earlier stages and src/errors.ts only.`,
  severity: 'error',
  from: { path: `^src/metrics/${name}/`, pathNot: '\\.test\\.ts$' },
  to: {
    path: '^(src|db)/',
    pathNot: [`^src/metrics/(${[name, ...earlier].join('|')})/`, '^src/errors\\.ts$'],
  },
});

const home = (name, libraries, folders) => ({
  name: `home-of-${name}`,
  comment: `${libraries} lives in ${folders} only.`,
  severity: 'error',
  from: { path: '^(src|db)/', pathNot: [`^(${folders})`, '\\.test\\.ts$'] },
  to: { path: `node_modules/(${libraries})/` },
});

const layer = (folder, allowed) => ({
  name: `layer-${folder}`,
  comment: `src/${folder} sees ${allowed.join(', ') || 'nothing else'} and src/errors.ts.`,
  severity: 'error',
  from: { path: `^src/${folder}/`, pathNot: '\\.test\\.ts$' },
  to: { path: '^(src|db)/', pathNot: [`^src/${folder}/`, '^src/errors\\.ts$', ...allowed] },
});

const door = '^src/metrics/index\\.ts$';
const administration = '^src/administration/index\\.ts$';

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, path: '^(src|db)/', pathNot: ['\\.d\\.ts$', '\\.test\\.ts$'] },
      to: {},
    },
    stage('query', []),
    // A metric of the catalog is written in the words of a question (filters, shifts, windows), so those come first.
    stage('catalog', ['query']),
    stage('resolve', ['catalog', 'query']),
    stage('policy', ['catalog', 'query', 'resolve']),
    stage('rollup', ['catalog', 'query', 'resolve', 'policy']),
    stage('sql', ['catalog', 'query', 'resolve', 'policy', 'rollup']),
    // Beside the pipeline: what the catalog's policies mean to a server. Of sql it uses the reading of types alone.
    stage('access', ['catalog', 'query', 'resolve', 'policy', 'rollup', 'sql']),
    stage('result', ['catalog', 'query', 'resolve', 'policy', 'rollup', 'sql']),
    {
      name: 'metrics-is-pure',
      comment: 'The compiler uses no library and no Node module: no I/O, no clock, no environment.',
      severity: 'error',
      from: { path: '^src/metrics/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'core'] },
    },
    layer('catalog', [door]),
    layer('administration', []),
    layer('schema', [door, administration]),
    layer('resolvers', ['^src/schema/', door, administration]),
    layer('etl', [door, administration]),
    layer('server', ['^src/schema/', '^src/resolvers/', door, administration]),
    {
      name: 'db-sees-ports-only',
      comment: 'db/* sees port types and src/errors.ts.',
      severity: 'error',
      from: { path: '^db/', pathNot: '\\.test\\.ts$' },
      to: { path: '^src/', pathNot: ['^src/errors\\.ts$', '/ports\\.ts$'] },
    },
    {
      name: 'roots-are-not-imported',
      comment: 'Composition roots are imported by nobody.',
      severity: 'error',
      from: { path: '^(src|db)/', pathNot: '^src/(main|cli)\\.ts$' },
      to: { path: '^src/(main|cli)\\.ts$' },
    },
    {
      name: 'start-is-a-root',
      comment: 'src/start opens everything; only the composition roots may call it.',
      severity: 'error',
      from: { path: '^(src|db)/', pathNot: ['^src/(main|cli)\\.ts$', '^src/(start|cli)/', '\\.test\\.ts$'] },
      to: { path: '^src/(start|cli)/' },
    },
    {
      name: 'product-does-not-import-tests',
      severity: 'error',
      from: { path: '^(src|db)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^(test|bench|examples|scripts)/|\\.test\\.ts$' },
    },
    home('clickhouse', '@clickhouse/client|@clickhouse/client-common|chdb', 'db/clickhouse/'),
    home('postgres', 'pg|@electric-sql/pglite|drizzle-orm', 'db/postgres/'),
    home('graphql', 'graphql|@apollo/server|type-graphql|dataloader', 'src/(schema|resolvers|server)/'),
    home('yaml', 'yaml', 'src/catalog/'),
    home('tokens', 'jose', 'src/server/'),
    home('rates', 'ioredis|rate-limiter-flexible', 'src/server/rateLimits/'),
    home('scheduling', 'croner', 'src/etl/'),
    home('terminal', 'commander|cli-progress|cli-table3|csv-stringify', 'src/(cli\\.ts|cli/|main\\.ts)'),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.d\\.ts$' },
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.cjs', '.mjs', '.json'] },
  },
};
