/**
 * Builds dist/ with tsc and, once, the GraphiQL page. Does nothing when nothing changed since the last build, which costs
 * some 50 ms: `npm start` runs it, so a pulled change is never served from an old build.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** Hash of names, sizes and times: enough to notice an edit or a pull. */
function stampOf(entries) {
  const hash = createHash('sha256');
  const visit = (file) => {
    const stat = statSync(file);
    if (stat.isDirectory()) {
      for (const name of readdirSync(file).sort()) {
        if (name !== 'node_modules' && name !== 'dist') visit(path.join(file, name));
      }
    } else hash.update(`${path.relative(root, file)} ${stat.size} ${stat.mtimeMs}\n`);
  };
  for (const entry of entries) visit(path.join(root, entry));
  return hash.digest('hex');
}

function run(command, args, cwd) {
  const result = spawnSync(command, args, {
    cwd,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (result.status !== 0) process.exit(result.status ?? 1);
}

function step(label, { inputs, stampFile, build }) {
  const stamp = stampOf(inputs);
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  process.stderr.write(`vernier: building ${label} …\n`);
  build();
  mkdirSync(path.dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, stamp);
}

step('the server', {
  inputs: ['src', 'db', 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json'],
  stampFile: path.join(root, 'dist/.stamp'),
  build: () =>
    run(
      process.execPath,
      [path.join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'],
      root,
    ),
});

const graphiql = path.join(root, 'graphiql');
if (existsSync(path.join(graphiql, 'package.json'))) {
  step('GraphiQL', {
    inputs: ['graphiql'],
    stampFile: path.join(graphiql, 'dist/.stamp'),
    build: () => {
      run('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'], graphiql);
      run('npm', ['run', 'build', '--silent'], graphiql);
    },
  });
}
