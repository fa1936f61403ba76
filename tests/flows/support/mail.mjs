// A mail server for tests: the outgoing mail of a real daemon ends here.
import { createServer } from 'node:net';

/** A mail server that takes one connection at a time and keeps what it was given. `verdict(recipient)`: the answer to RCPT TO. */
export class MailSink {
  static async start(verdict = () => '250 ok') {
    const sink = new MailSink();
    sink.mails = [];
    sink.server = createServer((socket) => {
      let buffer = '', data = null, mail = {};
      const say = (line) => socket.write(`${line}\r\n`);
      say('220 sink ready');
      socket.on('error', () => {});
      socket.on('data', (chunk) => {
        buffer += chunk.toString('latin1');
        for (let end = buffer.indexOf('\r\n'); end >= 0; end = buffer.indexOf('\r\n')) {
          const line = buffer.slice(0, end);
          buffer = buffer.slice(end + 2);
          if (data !== null) {
            if (line === '.') {
              sink.mails.push({ ...mail, text: data });
              data = null;
              say('250 taken');
            } else data += `${line.replace(/^\.\./, '.')}\n`;
          } else if (/^(EHLO|HELO)/i.test(line)) say('250 sink');
          else if (/^MAIL FROM/i.test(line)) { mail = { from: line }; say('250 ok'); }
          else if (/^RCPT TO/i.test(line)) { mail.to = line; say(verdict(line)); }
          else if (/^DATA/i.test(line)) { data = ''; say('354 go on'); }
          else if (/^QUIT/i.test(line)) { say('221 bye'); socket.end(); }
          else say('250 ok');
        }
      });
    });
    await new Promise((done) => sink.server.listen(0, '127.0.0.1', done));
    sink.port = sink.server.address().port;
    return sink;
  }
  stop() { return new Promise((done) => this.server.close(done)); }
}
