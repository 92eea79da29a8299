import path from 'node:path';
import { fileURLToPath } from 'node:url';

const above = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** Folder of package.json: two up from src/start, three up from dist/src/start. */
export const PACKAGE_FOLDER = path.basename(above) === 'dist' ? path.dirname(above) : above;
