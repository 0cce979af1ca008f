package io.hopsfs.dal;

/** Deadlock, lock timeout, overload, node failure: the transaction has no effect; roll it back and run it again. */
public class TransientStoreException extends StoreException {

  public TransientStoreException(String message) {
    super(message);
  }

  public TransientStoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
