package io.hopsfs.namenode.ops.fsck;

import io.hopsfs.namenode.blocks.FileUsages;
import io.hopsfs.namenode.namespace.InodeTree;
import io.hopsfs.namenode.tx.Rows;
import java.io.IOException;
import java.util.List;

/**
 * The metadata fsck: walks all tables page by page and says what contradicts what. May run on a NameNode at work: what was found
 * is looked for a second time, so that what was just being changed is told only if it was met twice; a quiet one gives exact
 * answers. Rows that wait for housekeeping (removed inodes, retries, queues of blocks) are no findings. Thread-safe.
 */
public final class MetadataFsck {
  private final Rows rows;
  private final InodeTree tree;
  private final FileUsages usages;

  /** @param rows the committed state */
  public MetadataFsck(Rows rows, InodeTree tree, FileUsages usages) {
    this.rows = rows;
    this.tree = tree;
    this.usages = usages;
  }

  /** @return one line for each contradiction; empty if there is none */
  public List<String> check() throws IOException {
    var first = pass();
    return first.isEmpty() ? List.of() : first.alsoIn(pass());
  }

  private Findings pass() throws IOException {
    var findings = new Findings();
    var known = new KnownIds(rows);
    new TreeCheck(rows, tree, known, findings, new FileCheck(rows, known, findings)).run();
    new DependentRowCheck(rows, tree, usages, findings).run();
    return findings;
  }
}
