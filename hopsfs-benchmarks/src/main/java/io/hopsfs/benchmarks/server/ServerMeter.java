package io.hopsfs.benchmarks.server;

import java.io.IOException;

/** Reads what a server uses, from the outside. */
public interface ServerMeter {

  /** What it used until a measurement starts. */
  ServerUse useBefore() throws IOException;

  /** What it used until a measurement has ended. */
  ServerUse useAfter() throws IOException;
}
