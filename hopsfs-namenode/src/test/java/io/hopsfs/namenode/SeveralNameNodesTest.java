package io.hopsfs.namenode;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.hadoop.fs.permission.FsPermission;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several NameNodes serve one namespace. */
class SeveralNameNodesTest {
  private SharedNameNodes namenodes;

  @BeforeEach
  void format() throws Exception {
    namenodes = new SharedNameNodes();
  }

  @AfterEach
  void stop() throws Exception {
    namenodes.close();
  }

  @Test
  void whatOneHasDoneTheOtherSeesAtOnce() throws Exception {
    var first = namenodes.client(namenodes.start());
    var second = namenodes.client(namenodes.start());
    for (int i = 0; i < 20; i++) {
      first.mkdirs("/a/" + i, FsPermission.getDirDefault(), true);
      assertThat(second.getFileInfo("/a/" + i)).isNotNull();
      assertThat(second.delete("/a/" + i, true)).isTrue();
      assertThat(first.getFileInfo("/a/" + i)).isNull();
    }
  }
}
