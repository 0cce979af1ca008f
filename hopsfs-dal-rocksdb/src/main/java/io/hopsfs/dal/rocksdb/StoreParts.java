package io.hopsfs.dal.rocksdb;

/** What an open store is made of. */
record StoreParts(Engine engine, RowCache cache, RangeCache ranges, CommittedRows rows, LockTable locks, LogSync log,
    GroupWriter writer, boolean sync) {
}
