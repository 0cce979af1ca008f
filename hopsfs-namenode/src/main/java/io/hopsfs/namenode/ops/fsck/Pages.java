package io.hopsfs.namenode.ops.fsck;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.Scan;
import io.hopsfs.namenode.tx.Rows;
import java.io.IOException;
import java.util.List;

/** Reads many rows a page at a time. */
final class Pages {
  static final int SIZE = 1_000;

  private Pages() {
  }

  interface Consumer<R extends Row> {
    void accept(List<R> page) throws IOException;
  }

  /** All rows whose primary key begins with the prefix, in order. */
  @SuppressWarnings("unchecked")
  static <R extends Row> void each(Rows rows, Key<R> prefix, Consumer<R> consumer) throws IOException {
    List<R> page;
    Key<R> last = null;
    do {
      var scan = Scan.of(prefix).limit(SIZE);
      page = rows.scan(last == null ? scan : scan.after(last));
      if (!page.isEmpty()) {
        consumer.accept(page);
        last = (Key<R>) page.get(page.size() - 1).key();
      }
    } while (page.size() == SIZE);
  }
}
