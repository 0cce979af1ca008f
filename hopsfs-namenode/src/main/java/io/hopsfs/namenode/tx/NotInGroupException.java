package io.hopsfs.namenode.tx;

import io.hopsfs.dal.StoreException;

/** Why an op's body was left in the middle when it ran in a {@link TransactionGroup}. Has no stack trace: it is no error. */
final class NotInGroupException extends StoreException {
  private static final long serialVersionUID = 1;

  /** Rows that the body wants have yet to be read, in one batch with those that others want; then it runs again. */
  static final NotInGroupException NOT_YET = new NotInGroupException("rows are yet to be read");
  /** Another transaction has a lock that it wants; in the next group it may get it. */
  static final NotInGroupException REFUSED = new NotInGroupException("a lock is taken");
  /** It must run in a transaction of its own. */
  static final NotInGroupException ALONE = new NotInGroupException("must run in its own transaction");

  private NotInGroupException(String message) {
    super(message);
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
