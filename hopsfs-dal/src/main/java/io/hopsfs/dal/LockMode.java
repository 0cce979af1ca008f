package io.hopsfs.dal;

/** How a transaction reads a row. Locks are held to the end of the transaction and never upgraded by a well-behaved op. */
public enum LockMode {
  /** The latest committed row, no lock. */
  READ_COMMITTED,
  /** Others may read and lock SHARED, nobody may change the row. */
  SHARED,
  /** Nobody else may lock or change the row. */
  EXCLUSIVE
}
