// SPDX-License-Identifier: Apache-2.0
// memlab.cjs CORE FILE [SIZES]: MemLab opens a heap snapshot and computes dominators and retained sizes. CORE is the folder of
// its package @memlab/core.
'use strict';
const { writeFileSync } = require('node:fs');

async function main(core, file, sizes) {
  const { analysis, config, utils } = require(core);
  config.muteConsole = true;
  config.isFullRun = true;
  const snapshot = await utils.getSnapshotFromFile(file, { buildNodeIdIndex: true, verbose: false });
  analysis.preparePathFinder(snapshot);
  console.log(JSON.stringify({ objects: snapshot.nodes.length, references: snapshot.edges.length, retained: snapshot.nodes.get(0).retainedSize }));
  if (!sizes) return;
  const rows = new BigUint64Array(3 * snapshot.nodes.length);
  for (let i = 0; i < snapshot.nodes.length; i++) {
    const node = snapshot.nodes.get(i);
    rows.set([BigInt(node.id), BigInt(node.self_size), BigInt(node.retainedSize)], 3 * i);
  }
  writeFileSync(sizes, rows);
}

main(...process.argv.slice(2));
