package io.hopsfs.namenode.cluster;

import java.io.IOException;

/** A transaction of housekeeping was refused: another NameNode leads, or soon will. Nothing was changed. */
public final class DeposedException extends IOException {
  private static final long serialVersionUID = 1;

  public DeposedException(String message) {
    super(message);
  }
}
