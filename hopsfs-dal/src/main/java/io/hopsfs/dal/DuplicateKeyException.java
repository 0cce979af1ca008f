package io.hopsfs.dal;

/** An insert met a row with the same primary key or the same unique index key; the transaction has no effect. */
public class DuplicateKeyException extends StoreException {

  public DuplicateKeyException(String message) {
    super(message);
  }

  public DuplicateKeyException(String message, Throwable cause) {
    super(message, cause);
  }
}
