package io.hopsfs.dal.tables;

/** What a replica is known to be. Stored by ordinal: append only. */
public enum ReplicaState {
  /** A pipeline target that hasn't reported; not mirrored in storage_blocks. */
  EXPECTED,
  /** Being written, as reported. */
  RBW,
  /** Closed, as reported. */
  FINALIZED,
  /** Reported bad; not read from, deleted when enough good ones exist. */
  CORRUPT;

  private static final ReplicaState[] ALL = values();

  static ReplicaState of(int ordinal) {
    return ALL[ordinal];
  }
}
