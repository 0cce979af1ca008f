package io.hopsfs.dal;

/** The store is gone, full, or refuses to serve. Whether the transaction took effect is unknown only if commit() threw this. */
public class StoreUnavailableException extends StoreException {

  public StoreUnavailableException(String message) {
    super(message);
  }

  public StoreUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
