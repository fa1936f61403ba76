// RADIUS packets as an access server sees them (RFC 2865, 2866, 2869, 5176), written apart from the product so that the two
// check one another. Only the attributes that the flows look at have names; others appear as "Attr-<number>".
import { createHash, createHmac, randomBytes } from 'node:crypto';

export const codes = {
  'Access-Request': 1, 'Access-Accept': 2, 'Access-Reject': 3, 'Accounting-Request': 4, 'Accounting-Response': 5,
  'Access-Challenge': 11, 'Status-Server': 12, 'Disconnect-Request': 40, 'Disconnect-ACK': 41, 'Disconnect-NAK': 42,
  'CoA-Request': 43, 'CoA-ACK': 44, 'CoA-NAK': 45,
};
const code_names = new Map(Object.entries(codes).map(([name, code]) => [code, name]));

const enums = {
  'Acct-Status-Type': { Start: 1, Stop: 2, 'Interim-Update': 3, 'Accounting-On': 7, 'Accounting-Off': 8 },
  'Service-Type': { 'Login-User': 1, 'Framed-User': 2, 'Call-Check': 10, 'Authorize-Only': 17 },
  'Error-Cause': {
    'Residual-Context-Removed': 201, 'Unsupported-Attribute': 401, 'Missing-Attribute': 402, 'NAS-Identification-Mismatch': 403,
    'Invalid-Request': 404, 'Administratively-Prohibited': 501, 'Session-Context-Not-Found': 503, 'Resources-Unavailable': 506,
  },
  'Acct-Terminate-Cause': { 'User-Request': 1, 'Lost-Carrier': 2, 'Idle-Timeout': 4, 'Session-Timeout': 5, 'Admin-Reset': 6 },
};

// name: [number, kind, vendor]
const dictionary = {
  'User-Name': [1, 'text'], 'User-Password': [2, 'password'], 'CHAP-Password': [3, 'octets'], 'NAS-IP-Address': [4, 'address'],
  'NAS-Port': [5, 'integer'], 'Service-Type': [6, 'integer'], 'Framed-Protocol': [7, 'integer'], 'Framed-IP-Address': [8, 'address'],
  'Filter-Id': [11, 'text'], 'Reply-Message': [18, 'text'], State: [24, 'octets'], Class: [25, 'octets'],
  'Session-Timeout': [27, 'integer'], 'Idle-Timeout': [28, 'integer'], 'Called-Station-Id': [30, 'text'],
  'Calling-Station-Id': [31, 'text'], 'NAS-Identifier': [32, 'text'], 'Proxy-State': [33, 'octets'],
  'Acct-Status-Type': [40, 'integer'], 'Acct-Delay-Time': [41, 'integer'], 'Acct-Input-Octets': [42, 'integer'],
  'Acct-Output-Octets': [43, 'integer'], 'Acct-Session-Id': [44, 'text'], 'Acct-Authentic': [45, 'integer'],
  'Acct-Session-Time': [46, 'integer'], 'Acct-Input-Packets': [47, 'integer'], 'Acct-Output-Packets': [48, 'integer'],
  'Acct-Terminate-Cause': [49, 'integer'], 'Acct-Multi-Session-Id': [50, 'text'], 'Acct-Input-Gigawords': [52, 'integer'],
  'Acct-Output-Gigawords': [53, 'integer'], 'Event-Timestamp': [55, 'integer'], 'CHAP-Challenge': [60, 'octets'],
  'NAS-Port-Type': [61, 'integer'], 'Message-Authenticator': [80, 'octets'], 'Acct-Interim-Interval': [85, 'integer'],
  'NAS-Port-Id': [87, 'text'], 'Framed-Pool': [88, 'text'], 'Error-Cause': [101, 'integer'],
  'Mikrotik-Recv-Limit': [1, 'integer', 14988], 'Mikrotik-Xmit-Limit': [2, 'integer', 14988], 'Mikrotik-Group': [3, 'text', 14988],
  'Mikrotik-Rate-Limit': [8, 'text', 14988], 'Mikrotik-Address-List': [19, 'text', 14988],
  'WISPr-Bandwidth-Max-Up': [7, 'integer', 14122], 'WISPr-Bandwidth-Max-Down': [8, 'integer', 14122],
};
const by_number = new Map(Object.entries(dictionary).map(([name, [number, kind, vendor = 0]]) => [`${vendor}.${number}`, { name, kind }]));

const md5 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('md5')).digest();

/** RFC 2865 5.2: the password, padded to 16s, XORed with a chain of MD5s over secret and the block before. */
function hide_password(password, secret, authenticator) {
  const bytes = Buffer.from(password);
  const padded = Buffer.alloc(Math.max(16, Math.ceil(bytes.length / 16) * 16));
  bytes.copy(padded);
  let previous = authenticator;
  for (let at = 0; at < padded.length; at += 16) {
    const mask = md5(secret, previous);
    for (let i = 0; i < 16; i += 1) padded[at + i] ^= mask[i];
    previous = padded.subarray(at, at + 16);
  }
  return padded;
}

/** CHAP-Password for a password: identifier, MD5 over identifier, password and challenge (RFC 2865 5.3). */
export function chap_password(password, challenge, identifier = 1) {
  return Buffer.concat([Buffer.of(identifier), md5(Buffer.of(identifier), password, challenge)]);
}

function encode_value(name, kind, value, secret, authenticator) {
  if (Buffer.isBuffer(value)) return value;
  switch (kind) {
    case 'integer': {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(enums[name]?.[value] ?? Number(value));
      return bytes;
    }
    case 'address': return Buffer.from(value.split('.').map(Number));
    case 'password': return hide_password(value, secret, authenticator);
    default: return Buffer.from(value);
  }
}

function encode_attribute(name, value, secret, authenticator) {
  const [number, kind, vendor] = dictionary[name] ?? [Number(/^Attr-(\d+)$/.exec(name)?.[1]), 'octets'];
  if (!number) throw new Error(`no attribute is called ${name}`);
  const bytes = encode_value(name, kind, value, secret, authenticator);
  const plain = Buffer.concat([Buffer.of(number, bytes.length + 2), bytes]);
  if (!vendor) return plain;
  const head = Buffer.alloc(6);
  head[0] = 26;
  head[1] = plain.length + 6;
  head.writeUInt32BE(vendor, 2);
  return Buffer.concat([head, plain]);
}

/** [name, value] pairs or an object, whose values may be lists; undefined ones are left out. */
function pairs_of(attributes) {
  const entries = Array.isArray(attributes) ? attributes : Object.entries(attributes);
  return entries.flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((one) => [name, one]))
    .filter(([, value]) => value !== undefined && value !== null);
}

function assemble(code, id, authenticator, body) {
  const head = Buffer.alloc(20);
  head[0] = code;
  head[1] = id;
  head.writeUInt16BE(20 + body.length, 2);
  authenticator.copy(head, 4);
  return Buffer.concat([head, body]);
}

const empty_message_authenticator = Buffer.concat([Buffer.of(80, 18), Buffer.alloc(16)]);

/** A packet with right authenticators. `request_authenticator`: of the request, when this is an answer. Message-Authenticator
 * comes first, as access servers patched against Blast-RADIUS send it, unless `message_authenticator` is false (in an
 * Accounting-Response it must be: no RFC defines it there, and FreeRADIUS' clients drop the answer). */
export function encode_packet({ code, id = randomBytes(1)[0], attributes = {}, secret, request_authenticator, message_authenticator = true }) {
  const number = codes[code] ?? code;
  const random = number === codes['Access-Request'] || number === codes['Status-Server'];
  const authenticator = request_authenticator ?? (random ? randomBytes(16) : Buffer.alloc(16));
  const encoded = pairs_of(attributes).map(([name, value]) => encode_attribute(name, value, secret, authenticator));
  const packet = assemble(number, id, authenticator, Buffer.concat([...(message_authenticator ? [empty_message_authenticator] : []), ...encoded]));
  if (message_authenticator) createHmac('md5', secret).update(packet).digest().copy(packet, 22);
  if (!random) md5(packet, secret).copy(packet, 4);
  return packet;
}

function decode_value(name, kind, bytes) {
  if (kind === 'integer' && bytes.length === 4) {
    const number = bytes.readUInt32BE();
    return Object.entries(enums[name] ?? {}).find(([, value]) => value === number)?.[0] ?? number;
  }
  if (kind === 'address' && bytes.length === 4) return [...bytes].join('.');
  if (kind === 'text') return bytes.toString('utf8');
  return bytes.toString('hex');
}

/** {code, id, authenticator_bytes, pairs: [[name, value]...] in their order, attributes: {name: value, or list of values}}; throws on
 * what is no packet. */
export function decode_packet(packet) {
  if (packet.length < 20) throw new Error(`${packet.length} bytes are no RADIUS packet`);
  const length = packet.readUInt16BE(2);
  if (length < 20 || length > packet.length) throw new Error(`length field ${length} in ${packet.length} bytes`);
  const pairs = [];
  const add = (vendor, number, bytes) => {
    const { name, kind } = by_number.get(`${vendor}.${number}`) ?? { name: vendor ? `Attr-26.${vendor}.${number}` : `Attr-${number}`, kind: 'octets' };
    pairs.push([name, decode_value(name, kind, bytes)]);
  };
  for (let at = 20; at < length; at += packet[at + 1]) {
    const size = packet[at + 1];
    if (!(size >= 2) || at + size > length) throw new Error(`attribute ${packet[at]} at byte ${at} has length ${size}`);
    if (packet[at] !== 26) {
      add(0, packet[at], packet.subarray(at + 2, at + size));
      continue;
    }
    const vendor = packet.readUInt32BE(at + 2);
    for (let inner = at + 6; inner + 2 <= at + size && packet[inner + 1] >= 2; inner += packet[inner + 1]) {
      add(vendor, packet[inner], packet.subarray(inner + 2, inner + packet[inner + 1]));
    }
  }
  const attributes = {};
  for (const [name, value] of pairs) {
    attributes[name] = name in attributes ? [attributes[name], value].flat() : value;
  }
  return { code: code_names.get(packet[0]) ?? packet[0], id: packet[1], authenticator_bytes: packet.subarray(4, 20), pairs, attributes };
}

/** Whether a packet was made by someone who knows the secret: 'right', 'wrong', and for Message-Authenticator also 'absent'.
 * `request_authenticator` for answers. Access-Requests carry a random authenticator, so only Message-Authenticator tells. */
export function check_packet(packet, secret, request_authenticator) {
  const length = packet.readUInt16BE(2);
  const copy = Buffer.from(packet.subarray(0, length));
  const random = copy[0] === codes['Access-Request'] || copy[0] === codes['Status-Server'];
  const base = request_authenticator ?? (random ? packet.subarray(4, 20) : Buffer.alloc(16));
  base.copy(copy, 4);
  const authenticator = random || md5(copy, secret).equals(packet.subarray(4, 20)) ? 'right' : 'wrong';
  for (let at = 20; at + 2 <= length && copy[at + 1] >= 2; at += copy[at + 1]) {
    if (copy[at] !== 80) continue;
    const sent = Buffer.from(copy.subarray(at + 2, at + 18));
    copy.fill(0, at + 2, at + 18);
    const right = createHmac('md5', secret).update(copy).digest().equals(sent);
    return { authenticator, message_authenticator: right ? 'right' : 'wrong', message_authenticator_first: at === 20 };
  }
  return { authenticator, message_authenticator: 'absent', message_authenticator_first: false };
}
