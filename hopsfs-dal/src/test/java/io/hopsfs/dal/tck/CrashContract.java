package io.hopsfs.dal.tck;

import static io.hopsfs.dal.tck.TckTables.ACCOUNTS;
import static io.hopsfs.dal.tck.TckTables.ENTRIES;
import static io.hopsfs.dal.tck.TckTables.ENTRIES_BY_ID;
import static io.hopsfs.dal.tck.TckTables.ENTRIES_BY_TAG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hopsfs.dal.Scan;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Kills a process that writes, and looks at what is there afterwards. */
interface CrashContract extends StoreFixture {

  /** Rows of {@link CrashWriter}'s transaction n: two accounts that sum up to 0 and an entry. */
  private void assertWhole(long n, boolean acknowledged) throws Exception {
    var left = committed(ACCOUNTS.key(2 * n));
    var right = committed(ACCOUNTS.key(2 * n + 1));
    var entry = committed(ENTRIES.key(n % CrashWriter.DIRECTORIES, "n" + n));
    boolean there = left != null;
    assertThat(right != null).as("second row of transaction %d", n).isEqualTo(there);
    assertThat(entry != null).as("entry of transaction %d", n).isEqualTo(there);
    assertThat(committed(Scan.of(ENTRIES_BY_ID.key(n)))).as("unique index entry of transaction %d", n).hasSize(there ? 1 : 0);
    if (there) {
      assertThat(left.balance() + right.balance()).isZero();
    }
    if (acknowledged) {
      assertThat(there).as("acknowledged transaction %d is there", n).isTrue();
    }
  }

  @Test
  default void keepsWhatWasDurableWhenItsProcessIsKilledAndNothingByHalves() throws Exception {
    assumeTrue(store().capabilities().recoversCrash(), "this store doesn't claim to recover from a crash");
    var random = new Random();
    long next = 0;
    for (int round = 0; round < 3; round++) {
      store().close();
      List<Long> acknowledged;
      try {
        acknowledged = runAndKill(next, 300 + random.nextInt(1500));
      } finally {
        reopen();
      }
      for (long n : acknowledged) {
        assertWhole(n, true);
      }
      long last = acknowledged.stream().mapToLong(n -> n).max().orElseThrow() + CrashWriter.THREADS * CrashWriter.IN_FLIGHT;
      for (long n = next; n <= last + 100; n++) {
        assertWhole(n, false);
      }
      assertThat(committed(Scan.of(ENTRIES_BY_TAG.key("crash")))).hasSameSizeAs(committed(Scan.of(ENTRIES.key())));
      next = last + 1000;
      given(new Account(-1, round));
    }
  }

  /** @return what the child had acknowledged when it was killed */
  private List<Long> runAndKill(long first, int killAfter) throws Exception {
    var command = new ArrayList<String>(List.of(
        ProcessHandle.current().info().command().orElseThrow(), "-Xmx256m", "-cp", System.getProperty("java.class.path"),
        CrashWriter.class.getName(), providerName(), Long.toString(first)));
    settings().forEach((key, value) -> command.add(key + "=" + value));
    var errors = Files.createTempFile("tck-crash", ".err");
    var process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    var acknowledged = new ArrayList<Long>();
    try (var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = out.readLine(); line != null && acknowledged.size() < killAfter; line = out.readLine()) {
        acknowledged.add(Long.parseLong(line));
      }
      process.destroyForcibly();
      readRest(out, acknowledged);
    } finally {
      process.destroyForcibly();
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(acknowledged).as("acknowledged before the kill, by a process that said: %s", Files.readString(errors))
        .hasSizeGreaterThan(200);
    Files.delete(errors);
    return acknowledged;
  }

  /** What was in the pipe when the process died was acknowledged too; the last line may be torn. */
  private static void readRest(BufferedReader out, List<Long> acknowledged) throws IOException {
    var rest = new StringBuilder();
    try {
      for (int c = out.read(); c >= 0; c = out.read()) {
        rest.append((char) c);
      }
    } catch (IOException e) {
      if (!"Stream closed".equals(e.getMessage())) {
        throw e;
      }
    }
    int end = rest.lastIndexOf("\n");
    if (end > 0) {
      rest.substring(0, end).lines().forEach(line -> acknowledged.add(Long.parseLong(line)));
    }
  }
}
