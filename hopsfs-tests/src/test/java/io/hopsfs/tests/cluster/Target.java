package io.hopsfs.tests.cluster;

import java.util.Locale;

/** Which NameNode a suite runs against. */
public enum Target {
  HOPSFS,
  /** Hadoop's own, to prove that a suite itself is right. */
  STOCK;

  /** The choice of this run: {@code -Dhopsfs.tests.target=stock}, else ours. */
  public static Target ofThisRun() {
    return valueOf(System.getProperty("hopsfs.tests.target", HOPSFS.name()).toUpperCase(Locale.ROOT));
  }
}
