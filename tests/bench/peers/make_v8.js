// SPDX-License-Identifier: Apache-2.0
// make_v8.js FILE OBJECTS: a heap snapshot of about that many nodes, written by V8 itself: sessions in a Map, linked lists that
// share what they hold, closures, arrays, strings and typed arrays.
'use strict';
const v8 = require('v8');

class Session { constructor(i) { this.id = i; this.name = `visitor-${i}`; this.items = []; this.next = null; this.parent = null; } }
class Item { constructor(owner, i) { this.owner = owner; this.number = i + 0.5; this.tags = [`tag ${i % 97}`, `item ${i}`]; } }

const [file, wanted] = [process.argv[2], Number(process.argv[3])];
const sessions = new Map();
const handlers = [];
const recent = { head: null };
let last = null;

for (let i = 0; i * 18 < wanted; i++) {
  const session = new Session(i);
  for (let k = 0; k < 1 + i % 5; k++) session.items.push(new Item(session, i * 5 + k));
  session.next = last;
  session.parent = sessions.get(`key ${i >> 1}`) ?? null;
  sessions.set(`key ${i}`, session);
  recent.head = { session, rest: recent.head };
  if (i % 3 === 0) handlers.push(() => session.items.length + i);
  if (i % 50 === 0) session.buffer = new Uint8Array(256);
  last = session;
}
globalThis.kept = { sessions, handlers, recent };
v8.writeHeapSnapshot(file);
