package io.hopsfs.benchmarks;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** The command line as it was given, for the report: whoever reads the figures can run them again. */
final class Arguments {
  private Arguments() {
  }

  static List<String> of(CommandSpec spec) {
    List<String> words = new ArrayList<>(List.of(spec.name()));
    words.addAll(spec.commandLine().getParseResult().originalArgs());
    if (words.size() > 1 && words.get(1).equals(spec.name())) {
      words.remove(0);
    }
    return words;
  }
}
