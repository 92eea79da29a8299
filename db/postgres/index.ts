/** The door of db/postgres. */
export { openMetadata } from './openMetadata.js';
export { seedDemoMetadata } from './demo/seedDemoMetadata.js';
export type * from './metadata.js';
