// The harness against real peers: what it says about packets must be true before it may judge the product.
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import test from 'node:test';

import { chap_password, check_packet, decode_packet, encode_packet } from './packet.mjs';
import { FakeAccessServer, exchange, octets_out, parse_radclient, radclient } from './radius.mjs';

const secret = 'testing123';
const hex = (text) => Buffer.from(text.replaceAll(/\s/g, ''), 'hex');

// RFC 2865 7.1: "nemo" with password "arctangent", secret "xyzzy5461", and its Access-Accept.
const rfc_request = hex(`01 00 00 38 0f 40 3f 94 73 97 80 57 bd 83 d5 cb 98 f4 22 7a 01 06 6e 65 6d 6f 02 12 0d be 70 8d 93 d4 13 ce 31 96 e4
  3f 78 2a 0a ee 04 06 c0 a8 01 10 05 06 00 00 00 03`);
const rfc_accept = hex('02 00 00 26 86 fe 22 0e 76 24 ba 2a 10 05 f6 bf 9b 55 e0 b2 06 06 00 00 00 01 0f 06 00 00 00 00 0e 06 c0 a8 01 03');

test('the example of RFC 2865 decodes, and its answer is authentic', () => {
  const request = decode_packet(rfc_request);
  assert.equal(request.code, 'Access-Request');
  assert.deepEqual(request.pairs.map(([name]) => name), ['User-Name', 'User-Password', 'NAS-IP-Address', 'NAS-Port']);
  assert.equal(request.attributes['NAS-IP-Address'], '192.168.1.16');
  const authenticator = rfc_request.subarray(4, 20);
  assert.equal(check_packet(rfc_accept, 'xyzzy5461', authenticator).authenticator, 'right');
  assert.equal(check_packet(rfc_accept, 'xyzzy5462', authenticator).authenticator, 'wrong');
});

test('a packet made here is authentic with its secret and no other', () => {
  for (const code of ['Access-Request', 'Accounting-Request', 'Disconnect-Request', 'CoA-Request', 'Status-Server']) {
    const packet = encode_packet({ code, secret, attributes: { 'User-Name': 'anna', 'Mikrotik-Rate-Limit': '2M/8M', 'Session-Timeout': 60 } });
    assert.deepEqual(check_packet(packet, secret), { authenticator: 'right', message_authenticator: 'right', message_authenticator_first: true }, code);
    assert.equal(check_packet(packet, 'other').message_authenticator, 'wrong', code);
    const { attributes } = decode_packet(packet);
    assert.equal(attributes['Mikrotik-Rate-Limit'], '2M/8M');
    assert.equal(attributes['Session-Timeout'], 60);
  }
});

test('what is no packet is refused', () => {
  for (const bytes of ['', '01', '01000014' + '00'.repeat(15), '01000015' + '00'.repeat(16), '01000016' + '00'.repeat(16) + '0101', '01000016' + '00'.repeat(16) + '01ff']) {
    assert.throws(() => decode_packet(hex(bytes)), undefined, bytes);
  }
});

test('octets beyond 32 bits go into gigawords', () => {
  assert.deepEqual(octets_out(5_000_000_000), { 'Acct-Output-Octets': 705032704, 'Acct-Output-Gigawords': 1 });
});

test('what radclient prints is read', () => {
  const reply = parse_radclient('Sent Access-Request Id 7 from 0.0.0.0:1 to 127.0.0.1:2 length 44\n\tUser-Name = "anna"\n' +
    'Received Access-Accept Id 7 from 127.0.0.1:2 to 127.0.0.1:1 length 60\n\tMikrotik-Rate-Limit = "2M/8M"\n\tClass = 0x0102\n\tClass = 0x03\n');
  assert.equal(reply.code, 'Access-Accept');
  assert.deepEqual(reply.attributes, { 'Mikrotik-Rate-Limit': '2M/8M', Class: ['0x0102', '0x03'] });
});

// A server of a few lines, so that the real radclient has somebody to talk to.
async function tiny_server(answer) {
  const socket = createSocket('udp4');
  const seen = [];
  socket.on('message', (bytes, from) => {
    const packet = { ...decode_packet(bytes), ...check_packet(bytes, secret), from: from.address };
    seen.push(packet);
    const reply = answer(packet);
    if (reply) socket.send(encode_packet({ ...reply, id: packet.id, secret, request_authenticator: bytes.subarray(4, 20) }), from.port, from.address);
  });
  await new Promise((done) => socket.bind(0, '127.0.0.1', done));
  return { port: socket.address().port, seen, stop: () => new Promise((done) => socket.close(done)) };
}

test('the real radclient logs in, from the address it is told, and accepts our answer', async () => {
  const server = await tiny_server((packet) => ({ code: packet.attributes['User-Name'] === 'anna' ? 'Access-Accept' : 'Access-Reject',
    attributes: { 'Framed-IP-Address': '10.1.2.3', 'Mikrotik-Rate-Limit': '2M/8M' } }));
  const nas = await FakeAccessServer.start({ secret });
  try {
    const reply = await nas.login(server.port, 'anna', 'it is "a" secret');
    assert.equal(reply.code, 'Access-Accept', reply.output);
    assert.equal(reply.attributes['Framed-IP-Address'], '10.1.2.3');
    assert.equal(reply.attributes['Mikrotik-Rate-Limit'], '2M/8M');
    assert.equal(server.seen[0].from, '127.0.0.11');
    assert.equal(server.seen[0].message_authenticator, 'right');
    assert.equal((await nas.login(server.port, 'berta', 'x', {}, { chap: true })).code, 'Access-Reject');
    assert.ok(server.seen[1].attributes['CHAP-Password']);
    assert.equal((await nas.login(server.port, 'anna', 'x', {}, { secret: 'wrong', tries: 1, timeout_s: 1 })).code, null);
  } finally {
    await nas.stop();
    await server.stop();
  }
});

test('accounting from the real radclient arrives whole', async () => {
  const server = await tiny_server((packet) => packet.authenticator === 'right' && { code: 'Accounting-Response', message_authenticator: false });
  const nas = await FakeAccessServer.start({ secret });
  try {
    const reply = await nas.account(server.port, 'Interim-Update', 'anna', '0001A', { ...octets_out(5_000_000_000), 'Framed-IP-Address': '10.1.2.3' });
    assert.equal(reply.code, 'Accounting-Response', reply.output);
    const { attributes } = server.seen[0];
    assert.equal(attributes['Acct-Status-Type'], 'Interim-Update');
    assert.equal(attributes['Acct-Output-Gigawords'], 1);
    assert.equal(attributes['Acct-Session-Id'], '0001A');
  } finally {
    await nas.stop();
    await server.stop();
  }
});

test('a raw exchange shows the bytes of the answer', async () => {
  const server = await tiny_server(() => ({ code: 'Access-Accept', message_authenticator: true }));
  try {
    const challenge = Buffer.alloc(16, 7);
    const request = encode_packet({ code: 'Access-Request', secret,
      attributes: { 'User-Name': 'anna', 'CHAP-Password': chap_password('pw', challenge), 'CHAP-Challenge': challenge } });
    const reply = await exchange(request, { port: server.port, secret });
    assert.equal(reply.code, 'Access-Accept');
    assert.equal(reply.authenticator, 'right');
    assert.equal(reply.message_authenticator_first, true);
    assert.equal(await exchange(Buffer.from('x'), { port: 9, secret, within_ms: 50 }), null);
  } finally {
    await server.stop();
  }
});

test('the fake access server answers the real radclient with ACK, NAK or silence, and records what came', async () => {
  const nas = await FakeAccessServer.start({ secret, answer: 'ack' });
  const ask = (kind, attributes, more = {}) => radclient({ kind, host: nas.address, port: nas.coa_port, secret, attributes, timeout_s: 1, tries: 1, ...more });
  try {
    const session = { 'User-Name': 'anna', 'Acct-Session-Id': '0001A' };
    assert.equal((await ask('disconnect', session)).code, 'Disconnect-ACK');
    assert.equal((await ask('coa', { ...session, 'Mikrotik-Rate-Limit': '1M/1M' })).code, 'CoA-ACK');
    nas.answer = 'nak';
    const refused = await ask('coa', session);
    assert.equal(refused.code, 'CoA-NAK');
    assert.equal(refused.attributes['Error-Cause'], 'Session-Context-Not-Found');
    nas.answer = 'silent';
    assert.equal((await ask('disconnect', session, { tries: 2 })).code, null);
    nas.answer = 'ack';
    assert.equal((await ask('disconnect', session, { secret: 'wrong' })).code, null);

    assert.deepEqual(nas.received.map((packet) => [packet.code, packet.authenticator, packet.answer, packet.repeated]), [
      ['Disconnect-Request', 'right', 'ack', false], ['CoA-Request', 'right', 'ack', false], ['CoA-Request', 'right', 'nak', false],
      ['Disconnect-Request', 'right', 'silent', false], ['Disconnect-Request', 'right', 'silent', true],
      ['Disconnect-Request', 'wrong', 'silent', false],
    ]);
    assert.equal((await nas.next((packet) => packet.code === 'CoA-Request')).attributes['Mikrotik-Rate-Limit'], '1M/1M');
    assert.equal(nas.requests('Disconnect-Request').length, 3);
    await assert.rejects(nas.next(() => false, { within_ms: 50 }), /did not happen/);
  } finally {
    await nas.stop();
  }
});

test('a request that comes again gets the same answer again', async () => {
  let decided = 0;
  const nas = await FakeAccessServer.start({ secret, answer: () => ((decided += 1) === 1 ? 'ack' : 'nak') });
  try {
    const request = encode_packet({ code: 'Disconnect-Request', secret, attributes: { 'User-Name': 'anna' }, message_authenticator: false });
    // From one socket, as a retransmission is.
    const socket = createSocket('udp4');
    const replies = [];
    socket.on('message', (bytes) => replies.push(bytes));
    await new Promise((done) => socket.bind(0, '127.0.0.1', done));
    socket.send(request, nas.coa_port, nas.address);
    socket.send(request, nas.coa_port, nas.address);
    await nas.next((packet) => packet.repeated);
    await new Promise((done) => setTimeout(done, 50));
    socket.close();
    assert.equal(replies.length, 2);
    assert.deepEqual(replies[0], replies[1]);
    assert.equal(decided, 1);
  } finally {
    await nas.stop();
  }
});
