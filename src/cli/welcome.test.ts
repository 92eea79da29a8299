import { expect, test } from 'vitest';
import { welcome } from './welcome.js';

const started = (roles: readonly ('analyst' | 'owner')[], demo: boolean): string =>
  welcome(
    {
      url: 'http://127.0.0.1:1',
      demo,
      tokens: roles.map((role) => ({ role, subject: 'local', token: 't' })),
    },
    1,
  );

test('the first tokens of a catalog of one’s own come with how to grant them something', () => {
  expect(started(['analyst', 'owner'], false)).toContain('vernier user add local');
  expect(started(['analyst'], false)).not.toContain('vernier user add');
  expect(started(['analyst', 'owner'], true)).not.toContain('vernier user add');
});
