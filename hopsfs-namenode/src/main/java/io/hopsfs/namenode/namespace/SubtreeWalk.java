package io.hopsfs.namenode.namespace;

import io.hopsfs.dal.Scan;
import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.namenode.tx.Rows;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;

/**
 * Visits a directory and all below it, each directory before its entries, in name order. Memory is bounded by the depth of the
 * tree, whatever the size of its directories; what changes meanwhile may be seen or not. Used by one thread.
 */
public final class SubtreeWalk {
  private static final int PAGE = 1024;

  private final Rows rows;
  private final Visitor visitor;
  private final ArrayDeque<Level> levels = new ArrayDeque<>();

  private SubtreeWalk(Rows rows, Visitor visitor) {
    this.rows = rows;
    this.visitor = visitor;
  }

  /** What is done with the inodes of a subtree; an exception ends the walk. */
  public interface Visitor {

    /** A directory, the root of the walk first. */
    void directory(InodeRow directory, FsPath path) throws IOException;

    /** An entry of a directory; if it is a directory itself, {@link #directory} follows. */
    void entry(InodeRow directory, FsPath path, InodeRow entry) throws IOException;
  }

  /** Walks what the path's last inode, a directory, holds. */
  public static void walk(Rows rows, PathRows root, Visitor visitor) throws IOException {
    var walk = new SubtreeWalk(rows, visitor);
    walk.enter(root.last(), root.path());
    while (!walk.levels.isEmpty()) {
      walk.step();
    }
  }

  private void enter(InodeRow directory, FsPath path) throws IOException {
    visitor.directory(directory, path);
    if (directory.children() > 0) {
      levels.push(new Level(directory, path));
    }
  }

  private void step() throws IOException {
    var level = levels.peek();
    var entry = level.next();
    if (entry == null) {
      levels.pop();
      return;
    }
    visitor.entry(level.directory, level.path, entry);
    if (entry.isDirectory()) {
      enter(entry, level.path.child(entry.name()));
    }
  }

  private final class Level {
    private final InodeRow directory;
    private final FsPath path;
    private List<InodeRow> page = List.of();
    private int at;
    private boolean last;

    Level(InodeRow directory, FsPath path) {
      this.directory = directory;
      this.path = path;
    }

    InodeRow next() throws IOException {
      if (at == page.size() && !last) {
        var scan = Scan.of(Tables.INODES.key(directory.id())).limit(PAGE);
        page = rows.scan(page.isEmpty() ? scan : scan.after(Tables.INODES.key(directory.id(), page.get(at - 1).name())));
        last = page.size() < PAGE;
        at = 0;
      }
      return at < page.size() ? page.get(at++) : null;
    }
  }
}
