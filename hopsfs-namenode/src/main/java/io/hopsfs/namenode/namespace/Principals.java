package io.hopsfs.namenode.namespace;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.hopsfs.dal.Index;
import io.hopsfs.dal.Key;
import io.hopsfs.dal.LockMode;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.Scan;
import io.hopsfs.dal.Table;
import io.hopsfs.dal.tables.GroupRow;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.dal.tables.UserRow;
import io.hopsfs.dal.tables.VariableRow;
import io.hopsfs.namenode.tx.Rows;
import io.hopsfs.namenode.tx.Transactions;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The ids that stand for user and group names in inodes. A name gets its id when it is first used and keeps it, so both
 * directions are cached until the store may have lost one. Thread-safe.
 */
public final class Principals {
  private final Names<UserRow> users;
  private final Names<GroupRow> groups;

  /** @param rows the committed state; {@code transactions} gives new names their ids */
  public Principals(Rows rows, Transactions transactions) {
    users = new Names<>(rows, transactions, Tables.USERS, Tables.USERS_BY_NAME, UserRow::new, UserRow::id, UserRow::name);
    groups = new Names<>(rows, transactions, Tables.GROUPS, Tables.GROUPS_BY_NAME, GroupRow::new, GroupRow::id, GroupRow::name);
  }

  public int userId(String name) throws IOException {
    return users.id(name);
  }

  public String userName(int id) throws IOException {
    return users.name(id);
  }

  public int groupId(String name) throws IOException {
    return groups.id(name);
  }

  public String groupName(int id) throws IOException {
    return groups.name(id);
  }

  /** To be called when the store may have lost its last changes, names that got their ids in them included. */
  public void forget() {
    users.forget();
    groups.forget();
  }

  private static final class Names<R extends Row> {
    private static final int CACHED = 1_000_000;
    private static final int FEW = 64;
    private final Cache<String, Integer> ids = Caffeine.newBuilder().maximumSize(CACHED).build();
    /** By id: ids are given in sequence, and a listing asks for two of each entry. Replaced by a longer one under this lock. */
    private volatile String[] names = new String[FEW];
    private final Rows rows;
    private final Transactions transactions;
    private final Table<R> table;
    private final Index<R> byName;
    private final BiFunction<Integer, String, R> make;
    private final Function<R, Integer> idOf;
    private final Function<R, String> nameOf;

    Names(Rows rows, Transactions transactions, Table<R> table, Index<R> byName, BiFunction<Integer, String, R> make,
        Function<R, Integer> idOf, Function<R, String> nameOf) {
      this.rows = rows;
      this.transactions = transactions;
      this.table = table;
      this.byName = byName;
      this.make = make;
      this.idOf = idOf;
      this.nameOf = nameOf;
    }

    int id(String name) throws IOException {
      Integer id = ids.getIfPresent(name);
      if (id == null) {
        var found = rows.scan(Scan.of(byName.key(name)));
        id = found.isEmpty() ? add(name) : idOf.apply(found.get(0));
        remember(id, name);
      }
      return id;
    }

    String name(int id) throws IOException {
      String[] known = names;
      String name = id >= 0 && id < known.length ? known[id] : null;
      if (name == null) {
        R row = rows.get(table.key(id));
        if (row == null) {
          throw new IOException(table + " has no row " + id + ", but an inode refers to it; run the metadata fsck");
        }
        name = nameOf.apply(row);
        remember(id, name);
      }
      return name;
    }

    private synchronized void remember(int id, String name) {
      ids.put(name, id);
      if (id < 0 || id >= CACHED) {
        return;
      }
      if (id >= names.length) {
        names = Arrays.copyOf(names, Math.min(CACHED, Math.max(2 * names.length, id + 1)));
      }
      names[id] = name;
    }

    private synchronized void forget() {
      ids.invalidateAll();
      names = new String[FEW];
    }

    /** If another thread or NameNode adds the name first, the unique index refuses ours and the next run finds theirs. */
    private int add(String name) throws IOException {
      Key<VariableRow> counter = Tables.VARIABLES.key(table.name() + ".next_id");
      return transactions.run(counter, tx -> {
        var next = tx.lock(counter, LockMode.EXCLUSIVE);
        var found = tx.scan(Scan.of(byName.key(name)));
        if (!found.isEmpty()) {
          return idOf.apply(found.get(0));
        }
        int id = next == null ? 1 : (int) next.number();
        tx.put(new VariableRow(counter.string(0), id + 1L, null));
        tx.insert(make.apply(id, name));
        return id;
      });
    }
  }
}
