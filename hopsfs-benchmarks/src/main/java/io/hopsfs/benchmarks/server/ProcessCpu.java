package io.hopsfs.benchmarks.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * CPU time of a process since it started.
 *
 * @param userMicros   in its own code
 * @param systemMicros in the kernel on its behalf
 */
public record ProcessCpu(long userMicros, long systemMicros) {
  // USER_HZ: what /proc counts in, 100 on every Linux that Java runs on, whatever the kernel's own tick.
  private static final long MICROS_PER_TICK = 10_000;
  private static final int UTIME = 14;
  private static final int STIME = 15;

  public static ProcessCpu of(long pid) throws IOException {
    return parse(Files.readString(Path.of("/proc", Long.toString(pid), "stat")));
  }

  /** @param stat the line of /proc/PID/stat */
  static ProcessCpu parse(String stat) {
    // The second field is the command in parentheses and may hold spaces and parentheses itself: count from the last ')'.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).trim().split(" ");
    return new ProcessCpu(Long.parseLong(fields[UTIME - 3]) * MICROS_PER_TICK, Long.parseLong(fields[STIME - 3]) * MICROS_PER_TICK);
  }

  public long totalMicros() {
    return userMicros + systemMicros;
  }

  public ProcessCpu plus(ProcessCpu other) {
    return new ProcessCpu(userMicros + other.userMicros, systemMicros + other.systemMicros);
  }

  public ProcessCpu minus(ProcessCpu earlier) {
    return new ProcessCpu(userMicros - earlier.userMicros, systemMicros - earlier.systemMicros);
  }
}
