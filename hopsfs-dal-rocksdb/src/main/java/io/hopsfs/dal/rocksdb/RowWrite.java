package io.hopsfs.dal.rocksdb;

import io.hopsfs.dal.Row;

/**
 * What a transaction wants one key to hold after its commit.
 *
 * @param row          the row, or null for none
 * @param mustBeAbsent whether a committed row under that key fails the commit
 */
record RowWrite(Row row, boolean mustBeAbsent) {
}
