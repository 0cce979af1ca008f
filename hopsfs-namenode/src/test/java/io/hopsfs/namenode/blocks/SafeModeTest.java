package io.hopsfs.namenode.blocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hopsfs.namenode.ops.SetSafeModeOp;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.protocol.HdfsConstants.SafeModeAction;
import org.apache.hadoop.hdfs.server.namenode.SafeModeException;
import org.apache.hadoop.security.AccessControlException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafeModeTest {
  @TempDir
  Path directory;

  @Test
  void itIsOffAtTheStartWhateverDatanodesThereAre() throws IOException {
    try (var cluster = new BlocksFixture(directory)) {
      assertThat(cluster.side().safeMode().isOn()).isFalse();
    }
  }

  @Test
  void anOperatorsWishSurvivesARestart() throws IOException {
    try (var cluster = new BlocksFixture(directory)) {
      assertThat(set(cluster, SafeModeAction.SAFEMODE_ENTER)).isTrue();
      cluster.restart();
      assertThat(cluster.side().safeMode().isOn()).isTrue();
      cluster.namesystem().transactions().run(null, tx -> cluster.side().safeMode().set(tx, SafeModeAction.SAFEMODE_LEAVE));
      cluster.restart();
      assertThat(cluster.side().safeMode().isOn()).isFalse();
    }
  }

  @Test
  void itRefusesChangesInHdfssWords() throws IOException {
    try (var cluster = new BlocksFixture(directory)) {
      set(cluster, SafeModeAction.SAFEMODE_ENTER);
      assertThatThrownBy(() -> cluster.side().safeMode().check("Cannot create directory /a"))
          .isExactlyInstanceOf(SafeModeException.class)
          .hasMessage("Cannot create directory /a. Name node is in safe mode.\nIt was turned on manually. "
              + "Use \"hdfs dfsadmin -safemode leave\" to turn safe mode off. NamenodeHostName:test");
    }
  }

  @Test
  void everybodyMayAskAndAdministratorsMaySet() throws IOException {
    try (var cluster = new BlocksFixture(directory)) {
      var joe = cluster.fs().user("joe");
      assertThat(cluster.fs().write(new SetSafeModeOp(SafeModeAction.SAFEMODE_GET), joe)).isFalse();
      assertThatThrownBy(() -> cluster.fs().write(new SetSafeModeOp(SafeModeAction.SAFEMODE_ENTER), joe))
          .isInstanceOf(AccessControlException.class);
      set(cluster, SafeModeAction.SAFEMODE_ENTER);
      assertThat(cluster.fs().write(new SetSafeModeOp(SafeModeAction.SAFEMODE_GET), joe)).isTrue();
      assertThat(set(cluster, SafeModeAction.SAFEMODE_FORCE_EXIT)).isFalse();
    }
  }

  @Test
  void itWaitsForAsManyDatanodesAsConfigured() throws IOException {
    var conf = new Configuration(false);
    conf.setInt(DFSConfigKeys.DFS_NAMENODE_SAFEMODE_MIN_DATANODES_KEY, 2);
    try (var cluster = new BlocksFixture(directory, conf)) {
      cluster.start(1);
      assertThat(cluster.side().safeMode().isStartup()).isTrue();
      assertThat(cluster.side().safeMode().tip()).startsWith("The number of live datanodes 1 needs an additional 1 live datanodes");
      cluster.start(1);
      assertThat(cluster.side().safeMode().isOn()).isFalse();
    }
  }

  private static boolean set(BlocksFixture cluster, SafeModeAction action) throws IOException {
    return cluster.fs().write(new SetSafeModeOp(action), cluster.fs().superuser());
  }
}
