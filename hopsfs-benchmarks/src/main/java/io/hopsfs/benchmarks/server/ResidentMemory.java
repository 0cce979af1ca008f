package io.hopsfs.benchmarks.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How much of a process is in memory, from /proc/PID/status. */
final class ResidentMemory {
  private static final String FIELD = "VmRSS:";

  private ResidentMemory() {
  }

  static long bytes(long pid) throws IOException {
    return parse(Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")));
  }

  static long parse(List<String> status) {
    for (String line : status) {
      if (line.startsWith(FIELD)) {
        return Long.parseLong(line.substring(FIELD.length()).replace("kB", "").trim()) * 1024;
      }
    }
    throw new IllegalArgumentException("no " + FIELD + " in " + status);
  }
}
