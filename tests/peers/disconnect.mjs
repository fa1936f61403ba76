#!/usr/bin/env node
// disconnect.mjs ACCT-SESSION-ID   has Demarc end a session as a person in the console would, and says what became of it.
import { Api } from '../flows/support/api.mjs';
import { eventually } from '../flows/support/wait.mjs';

const api = new Api(process.env.PEERS_URL, { token: process.env.PEERS_TOKEN });
const find = async () => (await api.get('/v1/sessions', { q: 'alice' })).items.find((one) => one.acct_session_id === process.argv[2]);
const session = await eventually(find);
await api.post(`/v1/sessions/${session.id}/disconnect`);
const ended = await eventually(async () => {
  const now = await find();
  return now.stopped_at && now;
});
console.log(`session ${ended.acct_session_id} of ${ended.username} has ended`);
