package io.hopsfs.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What figures were measured on. No name of the machine: what it is counts.
 *
 * @param memoryGigabytes of RAM
 */
public record Machine(String processor, int processors, long memoryGigabytes, String system, String java) {

  public static Machine here() throws IOException {
    return new Machine(field(Files.readAllLines(Path.of("/proc/cpuinfo")), "model name"), Runtime.getRuntime().availableProcessors(),
        Long.parseLong(field(Files.readAllLines(Path.of("/proc/meminfo")), "MemTotal").replace("kB", "").trim()) >> 20,
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("java.vm.name") + " " + System.getProperty("java.version"));
  }

  private static String field(List<String> lines, String name) {
    return lines.stream().filter(line -> line.startsWith(name)).map(line -> line.substring(line.indexOf(':') + 1).trim()).findFirst()
        .orElse("unknown");
  }
}
