package io.hopsfs.dal;

/** A row of one table: an immutable record that knows its own primary key. */
public interface Row {

  /** The primary key of this row; its table tells where the row lives. */
  Key<? extends Row> key();
}
