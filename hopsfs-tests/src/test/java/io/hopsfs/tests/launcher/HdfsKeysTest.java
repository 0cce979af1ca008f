package io.hopsfs.tests.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.hopsfs.dal.conf.ConfigKey;
import io.hopsfs.dal.conf.HdfsKeys;
import io.hopsfs.dal.conf.HopsKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonConfigurationKeys;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.client.HdfsClientConfigKeys;
import org.junit.jupiter.api.Test;

/** Holds the declared keys of HDFS against Hadoop's defaults, and against the keys that the NameNode's sources name. */
class HdfsKeysTest {

  private static final Path SOURCES = Path.of("..", "hopsfs-namenode", "src", "main", "java");
  private static final Pattern CONSTANT = Pattern.compile("\\b(?:DFS|FS|IO|IPC|NET|HADOOP)_[A-Z0-9_]+_KEY\\b");
  private static final Pattern LITERAL = Pattern.compile("\"((?:dfs|hopsfs|ipc|fs|net)\\.[a-z0-9.-]+)\"");

  /** Keys of somebody else that the NameNode's sources name: the DataNode's addresses, Kerberos of the web server, an attribute of it. */
  private static final List<String> NOT_OURS = List.of("dfs.datanode.address", "dfs.datanode.http.address", "dfs.datanode.https.address",
      "dfs.datanode.ipc.address", "dfs.namenode.kerberos.internal.spnego.principal", "dfs.namenode.keytab.file", "hopsfs.fsck");

  @Test
  void defaultsAreHadoops() {
    var hadoop = new Configuration(false);
    hadoop.addResource("core-default.xml");
    hadoop.addResource("hdfs-default.xml");
    for (var key : HdfsKeys.all()) {
      var theirs = hadoop.getRaw(key.name());
      if (theirs != null && !theirs.isEmpty()) {
        assertThat(key.defaultValue()).as(key.name()).isEqualTo(theirs);
      }
    }
  }

  @Test
  void everyKeyThatTheNameNodeReadsIsDeclared() throws IOException {
    var declared = HdfsKeys.all().stream().map(ConfigKey::name).collect(Collectors.toSet());
    HopsKeys.all().forEach(key -> declared.add(key.name()));
    declared.addAll(NOT_OURS);
    assertThat(declared).containsAll(keysInSources());
  }

  private static TreeSet<String> keysInSources() throws IOException {
    var keys = new TreeSet<String>();
    try (var files = Files.walk(SOURCES)) {
      for (var file : (Iterable<Path>) files.filter(path -> path.toString().endsWith(".java"))::iterator) {
        var text = Files.readString(file);
        CONSTANT.matcher(text).results().map(match -> valueOf(match.group())).forEach(keys::add);
        LITERAL.matcher(text).results().map(match -> match.group(1)).forEach(keys::add);
      }
    }
    assertThat(keys).contains("dfs.replication");
    return keys;
  }

  private static String valueOf(String constant) {
    for (var owner : List.of(DFSConfigKeys.class, HdfsClientConfigKeys.class, CommonConfigurationKeys.class)) {
      try {
        return (String) owner.getField(constant).get(null);
      } catch (NoSuchFieldException e) {
        continue;
      } catch (IllegalAccessException e) {
        throw new AssertionError(e);
      }
    }
    throw new AssertionError(constant + " is a constant of no class of keys that this test knows");
  }
}
