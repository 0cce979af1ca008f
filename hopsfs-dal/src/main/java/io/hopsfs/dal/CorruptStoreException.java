package io.hopsfs.dal;

/** What is on disk is not what the store wrote. Never repaired silently; the message names the file or row. */
public class CorruptStoreException extends StoreException {

  public CorruptStoreException(String message) {
    super(message);
  }

  public CorruptStoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
