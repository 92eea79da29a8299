import { textScalar } from './textScalar.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export const Uuid = textScalar({
  name: 'Uuid',
  description: 'A UUID, `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx`.',
  accepts: (text) => UUID.test(text),
  example: '123e4567-e89b-42d3-a456-426614174000',
});
