package io.hopsfs.namenode.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.hdfs.protocol.ClientProtocol;
import org.junit.jupiter.api.Test;

/** Keeps docs/compatibility.md equal to what the classes serve; with -Dhopsfs.manual.write=true it writes the file. */
class CompatibilityManualTest {

  private static final String REGENERATE =
      "mvn -q -B -pl hopsfs-namenode -am test -Dtest=CompatibilityManualTest -Dsurefire.failIfNoSpecifiedTests=false"
          + " -Dhopsfs.manual.write=true";

  /** Served, but less than HDFS does. */
  private static final Map<String, String> REMARKS = Map.of(
      "getSnapshottableDirListing", "always empty: there are no snapshots yet",
      "getErasureCodingPolicies", "always empty: there is no erasure coding yet",
      "getECBlockGroupStats", "always zero: there is no erasure coding yet",
      "getDataEncryptionKey", "always none: data transfer encryption is not offered yet",
      "getDelegationToken", "always none: there is no Kerberos yet",
      "getFileLinkInfo", "same as getFileInfo: there are no symbolic links yet",
      "getEnclosingRoot", "always the root: there are no encryption zones yet",
      "getSlowDatanodeReport", "always empty: slow peers are not tracked yet",
      "msync", "returns at once: reads see every acknowledged write");

  @Test
  void theManualIsWhatTheClassesServe() throws IOException {
    var file = Path.of("..", "docs", "compatibility.md");
    if (Boolean.getBoolean("hopsfs.manual.write")) {
      Files.writeString(file, manual());
    }
    assertThat(Files.readString(file)).as("docs/compatibility.md; regenerate it with: " + REGENERATE).isEqualTo(manual());
  }

  @Test
  void everyCallThatIsNotServedIsRefusedByName() {
    for (Method call : ClientProtocol.class.getMethods()) {
      boolean declared = isServed(call) || Arrays.stream(UnsupportedClientCalls.class.getDeclaredMethods())
          .anyMatch(m -> m.getName().equals(call.getName()) && Arrays.equals(m.getParameterTypes(), call.getParameterTypes()));
      assertThat(declared).as(call.toString()).isTrue();
    }
  }

  private static boolean isServed(Method call) {
    for (Class<?> type = ClientRpc.class; type != UnsupportedClientCalls.class; type = type.getSuperclass()) {
      for (Method m : type.getDeclaredMethods()) {
        if (!m.isBridge() && m.getName().equals(call.getName()) && Arrays.equals(m.getParameterTypes(), call.getParameterTypes())) {
          return true;
        }
      }
    }
    return false;
  }

  private static String manual() {
    var calls = Arrays.stream(ClientProtocol.class.getMethods())
        .sorted(Comparator.comparing(Method::getName).thenComparing(Method::toString)).toList();
    var served = new TreeMap<String, Boolean>();
    calls.forEach(call -> served.merge(signature(call), isServed(call), Boolean::logicalOr));
    long count = served.values().stream().filter(s -> s).count();
    var rows = served.entrySet().stream().map(e -> {
      String name = e.getKey().substring(0, e.getKey().indexOf('('));
      String state = e.getValue() ? "served" : "refused: UnsupportedOperationException";
      return "| `" + e.getKey() + "` | " + state + " | " + REMARKS.getOrDefault(name, "") + " |\n";
    }).collect(Collectors.joining());
    return """
        # Compatibility

        <!-- Generated from the classes of io.hopsfs.namenode.rpc. Regenerate with:
             %s -->

        Clients and DataNodes are Hadoop 3.5.0's own. Of ClientProtocol's %d calls hopsfs serves %d; every other call is refused by name with an
        UnsupportedOperationException, and nothing happens.

        | call | state | remark |
        |---|---|---|
        %s
        Beside it the NameNode serves, on the same port: DatanodeProtocol and DatanodeLifelineProtocol (all calls; cacheReport is accepted and
        ignored), NamenodeProtocol (versionRequest, getBlocks, getBlockKeys, isUpgradeFinalized, isRollingUpgrade, getNextSPSPath; calls about edit
        logs and checkpoints are refused), HAServiceProtocol (getServiceStatus, monitorHealth; transitions are refused: every NameNode is active),
        RefreshUserMappingsProtocol, GetUserMappingsProtocol, and GenericRefreshProtocol for hopsfs's own admin commands.
        """.formatted(REGENERATE, served.size(), count, rows);
  }

  private static String signature(Method call) {
    return call.getName() + Arrays.stream(call.getParameterTypes()).map(Class::getSimpleName)
        .collect(Collectors.joining(", ", "(", ")"));
  }
}
