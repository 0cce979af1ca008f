package io.hopsfs.benchmarks;

import io.hopsfs.benchmarks.server.ServerKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Who takes part in a race, from the command line's words. */
record Sides(String candidate, List<String> others, List<Side> all) {

  /** One server of the race. */
  record Side(String label, ServerKind kind) {
  }

  /**
   * @param against stock for both of its lock modes, stock-global, or a server's label; none for nobody
   * @throws IllegalArgumentException when there is no such server
   */
  static Sides of(String candidate, List<String> against, boolean withFloor) {
    List<Side> others = new ArrayList<>();
    for (String word : against) {
      switch (word) {
        case "none" -> { }
        case "stock" -> {
          others.add(new Side(ServerKind.STOCK.label(), ServerKind.STOCK));
          others.add(new Side(ServerKind.STOCK_FGL.label(), ServerKind.STOCK_FGL));
        }
        case "stock-global" -> others.add(new Side(ServerKind.STOCK.label(), ServerKind.STOCK));
        default -> others.add(new Side(word, ServerKind.of(word)));
      }
    }
    ServerKind kind = ServerKind.of(candidate);
    // Racing stock against itself shows how far the harness can be trusted.
    boolean againstItself = others.stream().anyMatch(other -> other.label().equals(kind.label()));
    Side candidateSide = new Side(againstItself ? kind.label() + "-again" : kind.label(), kind);

    List<Side> all = new ArrayList<>();
    all.add(candidateSide);
    all.addAll(others);
    if (withFloor && kind != ServerKind.FLOOR) {
      all.add(new Side(ServerKind.FLOOR.label(), ServerKind.FLOOR));
    }
    return new Sides(candidateSide.label(), others.stream().map(Side::label).toList(), List.copyOf(all));
  }

  Map<String, String> descriptions() {
    Map<String, String> descriptions = new LinkedHashMap<>();
    all.forEach(side -> descriptions.put(side.label(), side.kind().description()));
    return descriptions;
  }
}
