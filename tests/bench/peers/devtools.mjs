// SPDX-License-Identifier: Apache-2.0
// devtools.mjs WORKER FILE [SIZES]: what Chrome's own viewer does to open a heap snapshot, in node: its loader and analysis in one
// thread, its second initialisation in another, as in the browser. WORKER is its heap_snapshot_worker, bundled.
import { closeSync, openSync, readSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { MessageChannel, Worker, isMainThread, workerData } from 'node:worker_threads';

// For a node that is older than the browser.
Promise.withResolvers ??= function withResolvers() {
  let resolve, reject;
  const promise = new Promise((yes, no) => { [resolve, reject] = [yes, no]; });
  return { promise, resolve, reject };
};

const { HeapSnapshot, HeapSnapshotLoader } = await import(pathToFileURL(isMainThread ? process.argv[2] : workerData.worker));

// One address, and sizes, of each node: three 64-bit numbers.
function writeSizes(snapshot, path) {
  const stride = snapshot.nodeFieldCount;
  const rows = new BigUint64Array(3 * snapshot.nodeCount);
  for (let ordinal = 0; ordinal < snapshot.nodeCount; ordinal++) {
    const node = snapshot.createNode(ordinal * stride);
    rows.set([BigInt(node.id()), BigInt(node.selfSize()), BigInt(snapshot.retainedSizes[ordinal])], 3 * ordinal);
  }
  writeFileSync(path, rows);
}

async function main(worker, file, sizes) {
  const channel = new MessageChannel();
  const second = new Worker(fileURLToPath(import.meta.url), { workerData: { worker, port: channel.port2 }, transferList: [channel.port2] });
  const loader = new HeapSnapshotLoader.HeapSnapshotLoader({ sendEvent() {} });
  const fd = openSync(file);
  const block = Buffer.allocUnsafe(4 << 20);
  for (let n; (n = readSync(fd, block)) > 0;) {
    loader.write(block.latin1Slice(0, n));
    await new Promise(setImmediate);
  }
  closeSync(fd);
  loader.close();
  const snapshot = await loader.buildSnapshot(channel.port1);
  console.log(JSON.stringify({ objects: snapshot.nodeCount, references: snapshot.edgeCount, retained: snapshot.rootNode().retainedSize() }));
  if (sizes) writeSizes(snapshot, sizes);
  channel.port1.close();
  await second.terminate();
}

if (isMainThread) await main(...process.argv.slice(2));
else new HeapSnapshot.SecondaryInitManager(workerData.port);
