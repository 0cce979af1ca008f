package io.hopsfs.benchmarks.ndb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a process of this machine, and those that it starts, may do beyond others.
 *
 * @param effective the kernel's bits, as /proc tells them
 */
public record Privileges(long effective) {
  private static final String LINE = "CapEff:";
  private static final int CAP_SYS_NICE = 23;

  /** Those of this process; none where the kernel doesn't tell. */
  public static Privileges ofThisProcess() throws IOException {
    var status = Path.of("/proc/self/status");
    return of(Files.isReadable(status) ? Files.readAllLines(status) : List.of());
  }

  static Privileges of(List<String> status) {
    return new Privileges(status.stream().filter(line -> line.startsWith(LINE)).findFirst()
        .map(line -> Long.parseUnsignedLong(line.substring(LINE.length()).strip(), 16)).orElse(0L));
  }

  public boolean mayScheduleInRealTime() {
    return (effective >> CAP_SYS_NICE & 1) == 1;
  }
}
