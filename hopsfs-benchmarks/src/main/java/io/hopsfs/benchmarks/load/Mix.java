package io.hopsfs.benchmarks.load;

import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;

/** A workload of many operations by their shares. */
public final class Mix {
  private static final double SUM = 100;

  /** The operations that mixes are made of. */
  public enum Part {
    CREATE, READ, RENAME, LIST_DIRECTORY, LIST_FILE, DELETE, CHMOD, MKDIR, SET_REPLICATION, STAT_FILE, STAT_DIRECTORY, CHOWN
  }

  private final String name;
  private final String description;
  private final Map<Part, Double> percentages;
  private final Part[] parts;
  private final double[] upTo;

  Mix(String name, String description, Map<Part, Double> percentages) {
    this.name = name;
    this.description = description;
    this.percentages = new EnumMap<>(percentages);
    double sum = percentages.values().stream().mapToDouble(Double::doubleValue).sum();
    if (Math.abs(sum - SUM) > 1e-6) {
      throw new IllegalArgumentException("the shares of " + name + " sum up to " + sum + " %");
    }
    parts = this.percentages.keySet().toArray(Part[]::new);
    upTo = new double[parts.length];
    double reached = 0;
    for (int i = 0; i < parts.length; i++) {
      reached += this.percentages.get(parts[i]);
      upTo[i] = reached;
    }
  }

  /** What Spotify's HDFS cluster was asked, as published with HopsFS (FAST '17, table 1). */
  public static Mix spotify() {
    Map<Part, Double> shares = new EnumMap<>(Part.class);
    shares.put(Part.CREATE, 2.7);
    shares.put(Part.READ, 68.73);
    shares.put(Part.RENAME, 1.3);
    shares.put(Part.LIST_DIRECTORY, 8.52);
    shares.put(Part.LIST_FILE, 0.49);
    shares.put(Part.DELETE, 0.75);
    shares.put(Part.CHMOD, 0.03);
    shares.put(Part.MKDIR, 0.02);
    shares.put(Part.SET_REPLICATION, 0.14);
    shares.put(Part.STAT_FILE, 13.04);
    shares.put(Part.STAT_DIRECTORY, 3.96);
    shares.put(Part.CHOWN, 0.32);
    return new Mix("spotify", "the Spotify mix of the HopsFS papers", shares);
  }

  /** The Spotify mix with creates raised to 20 % and everything else lowered in proportion. */
  public static Mix writeHeavy() {
    double creates = 20;
    Map<Part, Double> shares = new EnumMap<>(spotify().percentages);
    double lowered = (SUM - creates) / (SUM - shares.get(Part.CREATE));
    shares.replaceAll((part, share) -> part == Part.CREATE ? creates : share * lowered);
    return new Mix("write-heavy", "the Spotify mix with 20 % creates", shares);
  }

  public String name() {
    return name;
  }

  public String description() {
    return description;
  }

  public Map<Part, Double> percentages() {
    return Map.copyOf(percentages);
  }

  Part draw(SplittableRandom random) {
    double at = random.nextDouble() * SUM;
    for (int i = 0; i < parts.length - 1; i++) {
      if (at < upTo[i]) {
        return parts[i];
      }
    }
    return parts[parts.length - 1];
  }
}
