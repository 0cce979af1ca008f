package io.hopsfs.namenode.ops.fsck;

import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.Scan;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.tables.InodeFlags;
import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.dal.tables.Inodes;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.namenode.namespace.InodeTree;
import io.hopsfs.namenode.tx.Rows;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Checks the inodes: that all hang in one tree (or in the reaper's queue), that every directory counts its entries right, that
 * the index of ids leads to them, and that their ids, owners and flags are what they can be. Used by one thread.
 */
final class TreeCheck {
  private static final int MOST_LEVELS = 100_000;

  private final Rows rows;
  private final InodeTree tree;
  private final KnownIds known;
  private final Findings findings;
  private final FileCheck files;
  private long total;

  TreeCheck(Rows rows, InodeTree tree, KnownIds known, Findings findings, FileCheck files) {
    this.rows = rows;
    this.tree = tree;
    this.known = known;
    this.findings = findings;
    this.files = files;
  }

  void run() throws IOException {
    var root = rows.get(Inodes.root());
    if (root == null || root.id() != Inodes.ROOT_ID || !root.isDirectory()) {
      findings.add("the root is not what it must be: %s", root);
      return;
    }
    var parent = new Parent();
    Pages.each(rows, Tables.INODES.key(), page -> {
      checkIndex(page);
      for (var inode : page) {
        total++;
        parent.entry(inode);
        check(inode);
      }
      files.check(page.stream().filter(InodeRow::isFile).toList());
    });
    parent.end();
    if (reachable(root) != total) {
      findUnreachable();
    }
  }

  /** The entries of one directory come together: they are counted, and the directory is looked up once. */
  private final class Parent {
    private long id = -1;
    private InodeRow row;
    private int entries;

    void entry(InodeRow inode) throws StoreException {
      if (inode.parentId() != id) {
        end();
        id = inode.parentId();
        row = tree.byId(rows, id);
        entries = 0;
        if (id != Inodes.NO_PARENT && id != Inodes.REMOVED && (row == null || !row.isDirectory())) {
          findings.add("%s: its parent is %s", inode, row == null ? "missing" : row);
        }
      }
      entries++;
    }

    void end() {
      if (row != null && row.isDirectory() && row.children() != entries) {
        findings.add("%s says it has %d entries, but has %d", row, row.children(), entries);
      }
    }
  }

  private void check(InodeRow inode) throws IOException {
    if (inode.id() < Inodes.ROOT_ID || inode.id() > Inodes.ROOT_ID && !known.wasGivenOut("ids.next_inode", inode.id())) {
      findings.add("%s: no such id was given out", inode);
    }
    if (!known.knowsUser(inode.owner())) {
      findings.add("%s: its owner %d is no user", inode, inode.owner());
    }
    if (!known.knowsGroup(inode.group())) {
      findings.add("%s: its group %d is no group", inode, inode.group());
    }
    if (inode.isDirectory() && inode.children() > 0
        && rows.scan(Scan.of(Tables.INODES.key(inode.id())).limit(1)).isEmpty()) {
      findings.add("%s says it has %d entries, but has none", inode, inode.children());
    }
    if (inode.has(InodeFlags.QUOTA) && rows.get(Tables.DIR_QUOTAS.key(inode.id())) == null) {
      findings.add("%s: its quota is missing", inode);
    }
    if (inode.has(InodeFlags.SUBTREE_LOCKED) && rows.get(Tables.SUBTREE_OPS.key(inode.id())) == null) {
      findings.add("%s: it is locked, but for no operation", inode);
    }
    if (inode.has(InodeFlags.ACL) && rows.get(Tables.ACLS.key(inode.id())) == null) {
      findings.add("%s: its ACL is missing", inode);
    }
    if (inode.has(InodeFlags.XATTRS) && rows.scan(Scan.of(Tables.XATTRS.key(inode.id())).limit(1)).isEmpty()) {
      findings.add("%s: its extended attributes are missing", inode);
    }
    boolean rootRow = inode.parentId() == Inodes.NO_PARENT;
    if (!rootRow && inode.parentId() != Inodes.REMOVED && !validName(inode.name())) {
      findings.add("%s: no path can name it", inode);
    }
  }

  private static boolean validName(byte[] name) {
    for (byte b : name) {
      if (b == '/') {
        return false;
      }
    }
    return name.length > 0;
  }

  private void checkIndex(List<InodeRow> page) throws StoreException {
    var batch = new ReadBatch();
    var slots = new ArrayList<ReadBatch.Range<InodeRow>>(page.size());
    for (var inode : page) {
      slots.add(batch.scan(Scan.of(Tables.INODES_BY_ID.key(inode.id()))));
    }
    rows.read(batch);
    for (int i = 0; i < page.size(); i++) {
      var found = slots.get(i).rows();
      if (found.size() != 1 || !found.get(0).key().equals(page.get(i).key())) {
        findings.add("%s: the index of ids leads to %s", page.get(i), found);
      }
    }
  }

  /** How many inodes a walk down from the root and the reaper's queue meets. */
  private long reachable(InodeRow root) throws IOException {
    long[] met = {1};
    Deque<Long> directories = new ArrayDeque<>(List.of(root.id(), Inodes.REMOVED));
    while (!directories.isEmpty() && met[0] <= total) {
      Pages.each(rows, Tables.INODES.key(directories.pop().longValue()), page -> {
        met[0] += page.size();
        page.stream().filter(inode -> inode.isDirectory() && inode.children() > 0).forEach(d -> directories.push(d.id()));
      });
    }
    return met[0];
  }

  /** Climbs from every directory; who doesn't come to the root or to the reaper's queue sits in a knot, or below one. */
  private void findUnreachable() throws IOException {
    Pages.each(rows, Tables.INODES.key(), page -> {
      for (var inode : page) {
        if (inode.isDirectory() && !climbs(inode)) {
          findings.add("%s: no way leads up to the root", inode);
        }
      }
    });
  }

  private boolean climbs(InodeRow inode) throws StoreException {
    var at = inode;
    for (int level = 0; at != null && level < MOST_LEVELS; level++) {
      if (at.id() == Inodes.ROOT_ID || at.parentId() == Inodes.REMOVED) {
        return true;
      }
      if (level > 0 && at.id() == inode.id()) {
        return false;
      }
      at = tree.byId(rows, at.parentId());
    }
    return false;
  }}
