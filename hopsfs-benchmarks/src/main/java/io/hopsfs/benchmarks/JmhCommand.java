package io.hopsfs.benchmarks;

import io.hopsfs.benchmarks.jmh.StoreState;
import io.hopsfs.benchmarks.ndb.NdbDatabase;
import io.hopsfs.benchmarks.report.TerminalProgress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bench jmh}: micro-benchmarks of the inner parts, in package {@code io.hopsfs.benchmarks.jmh}. */
@Command(name = "jmh", mixinStandardHelpOptions = true, description = "Runs the JMH benchmarks of the inner parts.")
final class JmhCommand implements Callable<Integer> {
  @Parameters(arity = "0..1", defaultValue = "io\\.hopsfs\\.benchmarks\\.jmh\\.",
      description = "regular expression of the benchmarks to run (default: all)")
  private String include;

  @Option(names = "--forks", defaultValue = "1", description = "JVMs for each benchmark (default: ${DEFAULT-VALUE})")
  private int forks;

  @Option(names = "--profiler", description = "a JMH profiler: gc, jfr, stack")
  private String profiler;

  @Option(names = "--store", split = ",", defaultValue = "rocksdb",
      description = "of the benchmarks that run on either: rocksdb, ndb or both (default: ${DEFAULT-VALUE})")
  private List<SideOptions.Store> stores;

  @Option(names = "--time", description = "seconds of each iteration (default: what the benchmark says)")
  private Integer seconds;

  @Mixin
  private DatabaseOptions databases;

  @Spec
  private CommandSpec spec;

  @Option(names = "--json", description = "file for the results as JSON")
  private Path json;

  @Override
  public Integer call() throws Exception {
    ChainedOptionsBuilder options = new OptionsBuilder().include(include).forks(forks).shouldFailOnError(true);
    if (profiler != null) {
      options.addProfiler(profiler);
    }
    if (json != null) {
      options.resultFormat(ResultFormatType.JSON).result(json.toString());
    }
    if (seconds != null) {
      options.warmupTime(TimeValue.seconds(seconds)).measurementTime(TimeValue.seconds(seconds));
    }
    options.param("store", stores.stream().map(Enum::name).toArray(String[]::new));
    Sides sides = new Sides("", List.of(), stores.stream().map(store -> new Sides.Side(store.name(), store.kind(), 1)).toList());
    TerminalProgress progress = new TerminalProgress(spec.commandLine().getOut());
    try (WorkDirectory work = new WorkDirectory(Files.createTempDirectory("hopsfs-bench-"), false);
        NdbDatabase database = databases.open(sides, work.path(), progress)) {
      if (database != null) {
        options.jvmArgsAppend(database.properties("jmh").entrySet().stream()
            .map(property -> "-D" + StoreState.PROPERTIES + property.getKey() + "=" + property.getValue()).toArray(String[]::new));
      }
      new Runner(options.build()).run();
    }
    return 0;
  }
}
