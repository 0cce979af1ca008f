package io.hopsfs.benchmarks;

import io.hopsfs.benchmarks.server.ServerKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Who takes part in a race, from the command line's words. */
record Sides(String candidate, List<String> others, List<Side> all) {

  /** One side of the race. */
  record Side(String label, ServerKind kind, int namenodes) {

    private Side(String label, ServerKind kind) {
      this(label, kind, 1);
    }

    private String description() {
      return kind.description() + (namenodes == 1 ? "" : ", " + namenodes + " NameNodes");
    }
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

  /** The same kind with growing numbers of NameNodes: the last is compared with the first. */
  static Sides growing(ServerKind kind, List<Integer> namenodes) {
    List<Side> all = namenodes.stream().map(number -> new Side(kind.label() + "-" + number, kind, number)).toList();
    List<String> first = all.size() < 2 ? List.of() : List.of(all.get(0).label());
    return new Sides(all.get(all.size() - 1).label(), first, all);
  }

  /** The same with so many NameNodes on every side that can have them. */
  Sides withNamenodes(int number) {
    return new Sides(candidate, others,
        all.stream().map(side -> side.kind.usesDatabase() ? new Side(side.label, side.kind, number) : side).toList());
  }

  boolean needDatabase() {
    return all.stream().anyMatch(side -> side.kind.usesDatabase());
  }

  Map<String, String> descriptions() {
    Map<String, String> descriptions = new LinkedHashMap<>();
    all.forEach(side -> descriptions.put(side.label(), side.description()));
    return descriptions;
  }
}
