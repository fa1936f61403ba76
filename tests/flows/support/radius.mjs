// The access server's side of RADIUS: radclient of FreeRADIUS for what a real client sends and accepts, a raw exchange for what
// only the bytes show, and a fake access server that takes CoA and Disconnect requests and answers as told.
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';

import { check_packet, codes, decode_packet, encode_packet } from './packet.mjs';
import { eventually } from './wait.mjs';

const quoted = (value) => (typeof value === 'number' || /^(0x[0-9a-f]+|[\d.]+|[A-Z][A-Za-z-]*)$/.test(value) ? `${value}` : JSON.stringify(value));

function attribute_lines(attributes) {
  const lines = [];
  for (const [name, value] of Object.entries(attributes)) {
    for (const one of [value].flat()) {
      if (one === undefined || one === null) continue;
      lines.push(Buffer.isBuffer(one) ? `${name} = 0x${one.toString('hex')}` : `${name} = ${text_names.has(name) ? JSON.stringify(one) : quoted(one)}`);
    }
  }
  return lines.join('\n');
}
const text_names = new Set(['User-Name', 'User-Password', 'CHAP-Password', 'MS-CHAP-Password', 'Acct-Session-Id', 'Calling-Station-Id',
  'Called-Station-Id', 'NAS-Identifier', 'NAS-Port-Id']);

/** What `radclient -x` printed about the reply: {code, attributes} with code null when none came. */
export function parse_radclient(output) {
  const reply = { code: null, attributes: {}, output };
  let inside = false;
  for (const line of output.split('\n')) {
    const head = /^Received (\S+) Id \d+/.exec(line);
    if (head) {
      reply.code = head[1];
      reply.attributes = {};
      inside = true;
      continue;
    }
    const pair = inside && /^\s+([A-Za-z0-9-]+)(?::\d+)? (?:=|\+=|:=) (.*)$/.exec(line);
    if (!pair) {
      if (!/^\s/.test(line)) inside = false;
      continue;
    }
    const value = pair[2].startsWith('"') ? JSON.parse(pair[2].replace(/\\([0-7]{3})/g, (_, octal) => `\\u00${parseInt(octal, 8).toString(16).padStart(2, '0')}`)) : pair[2];
    reply.attributes[pair[1]] = pair[1] in reply.attributes ? [reply.attributes[pair[1]], value].flat() : value;
  }
  return reply;
}

/** Sends one request with the real radclient. `kind`: auth, acct, status, coa, disconnect. `from`: the loopback address it comes
 * from, which is how the server knows the access server. */
export async function radclient({ kind, port, secret, attributes, host = '127.0.0.1', from, timeout_s = 2, tries = 2 }) {
  const input = attribute_lines({ ...attributes, ...(from ? { 'Packet-Src-IP-Address': from } : {}) });
  const child = spawn('radclient', ['-x', '-t', `${timeout_s}`, '-r', `${tries}`, `${host}:${port}`, kind, secret]);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => { output += data; });
  child.stdin.end(`${input}\n`);
  await new Promise((done, failed) => child.on('close', done).on('error', failed));
  const reply = parse_radclient(output);
  if (!reply.code && !/No reply from server|Reply verification failed/.test(output)) throw new Error(`radclient: ${output}`);
  return reply;
}

/** Sends these bytes and gives the raw answer, decoded and checked, or null when none comes in time. */
export async function exchange(packet, { port, secret, host = '127.0.0.1', from = '127.0.0.1', within_ms = 2000 }) {
  const socket = createSocket('udp4');
  try {
    await new Promise((done, failed) => socket.once('error', failed).bind(0, from, done));
    const answered = new Promise((done) => socket.once('message', done));
    socket.send(packet, port, host);
    const bytes = await Promise.race([answered, new Promise((done) => setTimeout(done, within_ms, null))]);
    if (!bytes) return null;
    return { bytes, ...decode_packet(bytes), ...check_packet(bytes, secret, packet.subarray(4, 20)) };
  } finally {
    socket.close();
  }
}

const answers = {
  'Disconnect-Request': { ack: 'Disconnect-ACK', nak: 'Disconnect-NAK' },
  'CoA-Request': { ack: 'CoA-ACK', nak: 'CoA-NAK' },
};

/** An access server with one loopback address: logs in and accounts through radclient from there, and records what the server
 * asks of it. `answer` is 'ack', 'nak', 'silent', or a function of the decoded request that gives one of them or
 * {nak: 'Session-Context-Not-Found'}. A repeated request gets the same answer again, as RFC 5176 wants. */
export class FakeAccessServer {
  static async start({ address = '127.0.0.11', secret, port = 0, answer = 'ack' }) {
    const server = new FakeAccessServer(address, secret, answer);
    await new Promise((done, failed) => server.#socket.once('error', failed).bind(port, address, done));
    server.coa_port = server.#socket.address().port;
    return server;
  }

  #socket = createSocket('udp4');
  #answered = new Map(); // source and authenticator -> the bytes that answered

  constructor(address, secret, answer) {
    this.address = address;
    this.secret = secret;
    this.answer = answer;
    this.received = [];
    this.#socket.on('message', (bytes, from) => this.#take(bytes, from));
  }

  #take(bytes, from) {
    let packet;
    try {
      packet = { ...decode_packet(bytes), ...check_packet(bytes, this.secret) };
    } catch (error) {
      this.received.push({ code: null, error: error.message, bytes, at_ms: performance.now() });
      return;
    }
    const key = `${from.address}:${from.port} ${packet.authenticator_bytes.toString('hex')}`;
    const repeated = this.received.some((one) => one.key === key);
    const record = { ...packet, bytes, key, repeated, at_ms: performance.now(), answer: 'silent' };
    this.received.push(record);
    // What was not made with our secret is dropped in silence (RFC 5176 3.5).
    if (packet.authenticator !== 'right' || packet.message_authenticator === 'wrong' || !(packet.code in answers)) return;
    const before = this.#answered.get(key);
    if (before) {
      this.#socket.send(before, from.port, from.address);
      return;
    }
    const decided = typeof this.answer === 'function' ? this.answer(packet) : this.answer;
    // Decided anew at each try: an access server that comes back to life answers the repetition.
    if (decided === 'silent') return;
    const nak = decided === 'nak' ? 'Session-Context-Not-Found' : decided?.nak;
    record.answer = nak ? 'nak' : 'ack';
    const reply = encode_packet({
      code: answers[packet.code][nak ? 'nak' : 'ack'], id: packet.id, secret: this.secret, attributes: nak ? { 'Error-Cause': nak } : {},
      request_authenticator: bytes.subarray(4, 20),
    });
    this.#answered.set(key, reply);
    this.#socket.send(reply, from.port, from.address);
  }

  /** The requests of this kind so far, repetitions left out. */
  requests(code) {
    return this.received.filter((packet) => packet.code === code && !packet.repeated);
  }

  /** The first request received after the `after` first ones that fits; waits for it. */
  async next(fits = () => true, { after = 0, within_ms = 5000 } = {}) {
    return eventually(() => this.received.slice(after).find(fits), { within_ms, what: `a request to the access server ${this.address}` });
  }

  login(auth_port, username, password, attributes = {}, options = {}) {
    return radclient({
      kind: 'auth', port: auth_port, secret: this.secret, from: this.address, ...options,
      attributes: { 'User-Name': username, [options.chap ? 'CHAP-Password' : 'User-Password']: password, 'NAS-IP-Address': this.address,
        'Service-Type': 'Framed-User', 'Message-Authenticator': '0x00', ...attributes },
    });
  }

  account(acct_port, status, username, session_id, attributes = {}, options = {}) {
    return radclient({
      kind: 'acct', port: acct_port, secret: this.secret, from: this.address, ...options,
      attributes: { 'Acct-Status-Type': status, 'User-Name': username, 'Acct-Session-Id': session_id, 'NAS-IP-Address': this.address, ...attributes },
    });
  }

  async stop() {
    await new Promise((done) => this.#socket.close(done));
  }
}

/** Octets as the two attributes that carry them. */
export const octets_in = (octets) => split('Acct-Input', octets);
export const octets_out = (octets) => split('Acct-Output', octets);
function split(name, octets) {
  const whole = BigInt(octets);
  return { [`${name}-Octets`]: Number(whole & 0xffffffffn), [`${name}-Gigawords`]: Number(whole >> 32n) };
}

export { check_packet, codes, decode_packet, encode_packet };
