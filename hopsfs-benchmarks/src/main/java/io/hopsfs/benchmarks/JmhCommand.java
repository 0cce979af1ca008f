package io.hopsfs.benchmarks;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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
    new Runner(options.build()).run();
    return 0;
  }
}
