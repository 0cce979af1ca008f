package io.hopsfs.dal;

/** There is no room for more; nothing was changed. Another NameNode would meet the same. */
public class StoreFullException extends StoreUnavailableException {

  public StoreFullException(String message) {
    super(message);
  }
}
