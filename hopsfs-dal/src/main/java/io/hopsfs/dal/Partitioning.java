package io.hopsfs.dal;

import java.util.OptionalLong;

/**
 * Says which partition a key belongs to, so that a distributed store can route a transaction and prune a scan.
 * Rows with the same number live together. A store with one partition ignores it.
 */
public interface Partitioning {

  /** The partition of a key or prefix; empty if the prefix is too short to tell (the scan then visits all partitions). */
  OptionalLong of(Key<?> keyOrPrefix);

  /** Name of the column that the store must keep for it in front of the key columns, or null if the first key column serves. */
  default String derivedColumn() {
    return null;
  }

  /** The first key column is the partition key: rows that share it live together. */
  Partitioning FIRST_COLUMN = key -> {
    if (key.columns() == 0) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(key.space().keyColumns().get(0).type().isNumber() ? key.number(0) : key.string(0).hashCode());
  };
}
