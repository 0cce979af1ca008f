package io.hopsfs.namenode.ops.fsck;

import io.hopsfs.dal.Scan;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.tables.GroupRow;
import io.hopsfs.dal.tables.StorageRow;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.dal.tables.UserRow;
import io.hopsfs.namenode.tx.Rows;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What ids may occur: those given out so far, and the users, groups and storages that are known. Read once, and again when an id
 * comes up that isn't known: it may have been given out meanwhile. Used by one thread.
 */
final class KnownIds {
  private final Rows rows;
  private Set<Integer> users = Set.of();
  private Set<Integer> groups = Set.of();
  private Set<Integer> storages = Set.of();
  private final Map<String, Long> next = new HashMap<>();

  KnownIds(Rows rows) {
    this.rows = rows;
  }

  boolean knowsUser(int id) throws StoreException {
    if (!users.contains(id)) {
      users = rows.scan(Scan.of(Tables.USERS.key())).stream().map(UserRow::id).collect(Collectors.toSet());
    }
    return users.contains(id);
  }

  boolean knowsGroup(int id) throws StoreException {
    if (!groups.contains(id)) {
      groups = rows.scan(Scan.of(Tables.GROUPS.key())).stream().map(GroupRow::id).collect(Collectors.toSet());
    }
    return groups.contains(id);
  }

  boolean knowsStorage(int id) throws StoreException {
    if (!storages.contains(id)) {
      storages = rows.scan(Scan.of(Tables.STORAGES.key())).stream().map(StorageRow::id).collect(Collectors.toSet());
    }
    return storages.contains(id);
  }

  /** Whether an id has come out of a counter. */
  boolean wasGivenOut(String counter, long id) throws StoreException {
    if (id >= next.getOrDefault(counter, 0L)) {
      var row = rows.get(Tables.VARIABLES.key(counter));
      next.put(counter, row == null ? 0 : row.number());
    }
    return id < next.get(counter);
  }
}
