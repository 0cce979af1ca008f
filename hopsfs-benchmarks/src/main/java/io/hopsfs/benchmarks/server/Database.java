package io.hopsfs.benchmarks.server;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** A database that several NameNodes keep their metadata in, each side of a race apart from the others. */
public interface Database {

  /** What NameNodes of that side are configured with. */
  Map<String, String> properties(String side);

  /** CPU that it used so far, all its processes together; empty if that can't be told, for it runs elsewhere. */
  Optional<ProcessCpu> cpu() throws IOException;
}
