package io.hopsfs.benchmarks;

import io.hopsfs.benchmarks.server.ServerKind;
import java.util.List;
import picocli.CommandLine.Option;

/** Options about who takes part. */
final class SideOptions {
  @Option(names = "--candidate", description = "whom to race: hopsfs, hopsfs-ndb, stock, stock-fgl (default: hopsfs on --store)")
  private String candidate;

  @Option(names = "--store", defaultValue = "rocksdb",
      description = "where hopsfs keeps its metadata: rocksdb or ndb (default: ${DEFAULT-VALUE})")
  private Store store;

  @Option(names = "--against", split = ",", defaultValue = "stock",
      description = "whom to race against: stock (both of its lock modes), stock-global, stock-fgl, hopsfs, hopsfs-ndb, or none (default: ${DEFAULT-VALUE})")
  private List<String> against;

  /** The stores that there are. */
  enum Store {
    rocksdb(ServerKind.HOPSFS), ndb(ServerKind.HOPSFS_NDB);

    private final ServerKind kind;

    Store(ServerKind kind) {
      this.kind = kind;
    }

    ServerKind kind() {
      return kind;
    }
  }

  Sides sides(boolean withFloor) {
    return Sides.of(candidate == null ? store.kind.label() : candidate, against, withFloor);
  }
}
