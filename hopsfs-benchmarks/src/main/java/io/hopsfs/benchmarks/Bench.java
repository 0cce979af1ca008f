package io.hopsfs.benchmarks;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Main of {@code bin/hopsfs bench}. */
@Command(name = "bench", description = "Races hopsfs against stock HDFS, on one machine and with stock clients.",
    mixinStandardHelpOptions = true, subcommands = {RaceCommand.class, FloorCommand.class, BlockReportCommand.class, RestartCommand.class,
        SubtreeCommand.class, FailoverCommand.class, ScaleCommand.class, NNThroughputCommand.class, JmhCommand.class})
public final class Bench {
  private Bench() {
  }

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Bench());
  }
}
