package io.hopsfs.dal.rocksdb;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.Row;

/** What a transaction wants one key to hold after its commit: a row, or none. Used by one thread at a time. */
final class RowWrite {
  final Key<?> key;
  /** Whether a committed row under that key fails the commit: the first change was an insert. */
  final boolean mustBeAbsent;
  /** Null for none. */
  Row row;
  /** For the commit: the row as RocksDB keeps it, null for none. */
  byte[] value;
  /** For the commit: the row cache had this key when the commit announced it. */
  boolean cached;

  RowWrite(Key<?> key, boolean mustBeAbsent) {
    this.key = key;
    this.mustBeAbsent = mustBeAbsent;
  }
}
