/** What a test misspells is an error that helps: it never passes by finding nothing. */
import { expect, test } from '@jest/globals';
import { createCloud } from '../index.ts';
import { elastichosts } from '../handlers/elastichosts/index.ts';
import { vpsorg } from '../handlers/vpsorg/index.ts';

test('the journal is filtered only by operations that the cloud has', async () => {
  const cloud = createCloud({ vpsorg, elastichosts });
  await cloud.fetch('https://admin.vps.org/api/v1/servers/', { headers: { authorization: 'Bearer t' } });
  expect(cloud.journal.filter('GET /servers/')).toHaveLength(1);
  expect(cloud.journal.filter('GET /servers/list')).toEqual([]);
  expect(() => cloud.journal.filter('GET /server/')).toThrow("This cloud has no operation 'GET /server/'. Did you mean 'GET /servers/'?");
});

test('a scenario without the name of its vendor says which one was meant', () => {
  expect(() => createCloud({ vpsorg }).play('out-of-credits' as 'vpsorg/out-of-credits')).toThrow("Did you mean 'vpsorg/out-of-credits'?");
});

test.each([12345, null, undefined, 'x'])('an update of %j, which is no record, says what it takes', (given) => {
  const { servers } = createCloud({ vpsorg }).vpsorg;
  expect(() => servers.update(given as never, { name: 'x' })).toThrow('update() takes a record of servers');
});
