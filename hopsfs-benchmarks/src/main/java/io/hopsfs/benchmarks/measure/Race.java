package io.hopsfs.benchmarks.measure;

import io.hopsfs.benchmarks.load.Operation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures the same operations on several servers in alternating rounds, so that whatever the machine does meanwhile meets all of them.
 */
public final class Race {
  private final List<Contestant> contestants;
  private final RaceSettings settings;
  private final RaceProgress progress;

  public Race(List<Contestant> contestants, RaceSettings settings, RaceProgress progress) {
    this.contestants = List.copyOf(contestants);
    this.settings = settings;
    this.progress = progress;
  }

  public List<RoundResult> run(List<Operation> operations) throws IOException, InterruptedException {
    List<RoundResult> results = new ArrayList<>();
    for (Operation operation : operations) {
      progress.step(operation.name() + ": " + operation.description());
      for (Contestant contestant : contestants) {
        contestant.run(operation, 0, settings.warmUp(), settings.rest());
      }
      for (int round = 1; round <= settings.rounds(); round++) {
        for (int i = 0; i < contestants.size(); i++) {
          // Another one begins each time: nobody has the place after the same neighbour in every round.
          Contestant contestant = contestants.get((i + round) % contestants.size());
          RoundResult result = contestant.run(operation, round, settings.duration(), settings.rest());
          results.add(result);
          progress.round(result);
        }
      }
    }
    return results;
  }
}
