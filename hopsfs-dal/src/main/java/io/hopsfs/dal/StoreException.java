package io.hopsfs.dal;

import java.io.IOException;

/** Anything that a store reports. The subclasses say what the caller can do about it. */
public class StoreException extends IOException {

  public StoreException(String message) {
    super(message);
  }

  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
