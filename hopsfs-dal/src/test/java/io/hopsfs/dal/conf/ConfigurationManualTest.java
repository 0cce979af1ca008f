package io.hopsfs.dal.conf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Keeps docs/configuration.md equal to the declared keys; with -Dhopsfs.manual.write=true it writes the file. */
class ConfigurationManualTest {

  private static final String REGENERATE =
      "mvn -q -B -pl hopsfs-dal test -Dtest=ConfigurationManualTest -Dhopsfs.manual.write=true";

  @Test
  void theManualIsWhatTheDeclarationsSay() throws IOException {
    var file = Path.of("..", "docs", "configuration.md");
    if (Boolean.getBoolean("hopsfs.manual.write")) {
      Files.writeString(file, manual());
    }
    assertThat(Files.readString(file)).as("docs/configuration.md; regenerate it with: " + REGENERATE).isEqualTo(manual());
  }

  private static String manual() {
    return """
        # Configuration

        <!-- Generated from HopsKeys, NdbKeys and HdfsKeys in hopsfs-dal. Regenerate with:
             %s -->

        As in HDFS, a process reads `core-site.xml` and `hdfs-site.xml` from its configuration directory; how `bin/hopsfs` finds that
        directory, and the environment variables that it honours, are in [operations.md](operations.md). Bytes take the units k, m, g and t
        (powers of 1024), durations ms, s, m, h and d; a bare duration is in milliseconds.

        ## Keys of hopsfs

        %s
        ## Keys of the store in MySQL NDB Cluster

        See [ndb.md](ndb.md).

        %s
        ## Keys of HDFS that the NameNode honours

        With the names, types and defaults of Hadoop. A key of HDFS's own NameNode that isn't listed has no effect. Keys of the client, of the
        DataNode and of Hadoop's common layers (RPC, security, group mapping, topology mapping) work as they do in HDFS, since that code is
        Hadoop's. What clients of hopsfs can be told beyond that is in [configuration-client.md](configuration-client.md).

        %s""".formatted(REGENERATE, table(HopsKeys.all()), table(NdbKeys.all()), table(HdfsKeys.all()));
  }

  private static String table(List<ConfigKey<?>> keys) {
    var text = new StringBuilder("| key | type | default | meaning |\n|---|---|---|---|\n");
    for (var key : keys) {
      var value = key.defaultValue() == null ? "none" : "`" + key.defaultValue() + "`";
      text.append("| `%s` | %s | %s | %s |%n".formatted(key.name(), key.type(), value, key.meaning()));
    }
    return text.toString();
  }
}
