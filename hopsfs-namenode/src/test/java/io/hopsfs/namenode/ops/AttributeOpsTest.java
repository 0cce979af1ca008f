package io.hopsfs.namenode.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hopsfs.namenode.namespace.Caller;
import java.io.FileNotFoundException;
import java.io.IOException;
import org.apache.hadoop.fs.InvalidPathException;
import org.apache.hadoop.fs.permission.FsAction;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.security.AccessControlException;
import org.junit.jupiter.api.Test;

class AttributeOpsTest extends OpTest {

  @Test
  void onlyTheOwnerAndSuperusersSetPermissions() throws IOException {
    mkdirs("/mode");
    chown("/mode", "alice", null);
    assertThatThrownBy(() -> fs.write(new SetPermissionOp("/mode", new FsPermission(0777)), bob))
        .isExactlyInstanceOf(AccessControlException.class)
        .hasMessage("Permission denied. user=bob is not the owner of inode=/mode");
    fs.write(new SetPermissionOp("/mode", new FsPermission(01700)), alice);
    assertThat(stat("/mode").getPermission()).isEqualTo(new FsPermission(01700));
    assertThatThrownBy(() -> chmod("/nowhere", 0700)).isExactlyInstanceOf(FileNotFoundException.class)
        .hasMessage("Directory/File does not exist /nowhere");
    assertThatThrownBy(() -> chmod("/.reserved", 0700)).isExactlyInstanceOf(InvalidPathException.class);
  }

  @Test
  void ownersChooseAmongTheirGroupsAndGiveNothingAway() throws IOException {
    mkdirs("/own");
    chown("/own", "alice", "users");
    fs.write(new SetOwnerOp("/own", "alice", "staff"), alice);
    assertThat(stat("/own").getGroup()).isEqualTo("staff");
    assertThatThrownBy(() -> fs.write(new SetOwnerOp("/own", "bob", null), alice))
        .isExactlyInstanceOf(AccessControlException.class)
        .hasMessage("User alice is not a super user (non-super user cannot change owner).");
    assertThatThrownBy(() -> fs.write(new SetOwnerOp("/own", null, "wheel"), alice))
        .isExactlyInstanceOf(AccessControlException.class).hasMessage("User alice does not belong to wheel");
    assertThatThrownBy(() -> fs.write(new SetOwnerOp("/own", null, "users"), bob))
        .isExactlyInstanceOf(AccessControlException.class).hasMessageContaining("is not the owner");
    chown("/own", "carol", "wheel");
    assertThat(stat("/own").getOwner()).isEqualTo("carol");
    assertThat(stat("/own").getGroup()).isEqualTo("wheel");
  }

  @Test
  void timesAreSetByWhoMayWrite() throws IOException {
    mkdirs("/times");
    fs.write(new SetTimesOp("/times", 11, 22), root);
    assertThat(stat("/times").getModificationTime()).isEqualTo(11);
    assertThat(stat("/times").getAccessTime()).isEqualTo(22);
    fs.write(new SetTimesOp("/times", -1, 33), root);
    assertThat(stat("/times").getModificationTime()).isEqualTo(11);
    assertThat(stat("/times").getAccessTime()).isEqualTo(33);
    assertThatThrownBy(() -> fs.write(new SetTimesOp("/times", 1, 1), bob)).isExactlyInstanceOf(AccessControlException.class);
    assertThatThrownBy(() -> fs.write(new SetTimesOp("/gone", 1, 1), root)).isExactlyInstanceOf(FileNotFoundException.class)
        .hasMessage("File/Directory /gone does not exist.");
  }

  @Test
  void accessIsToldByTheClassThatTheCallerBelongsTo() throws IOException {
    mkdirs("/access");
    chown("/access", "alice", "users");
    chmod("/access", 0074);
    assertThatThrownBy(() -> check("/access", FsAction.READ, alice)).as("owner").isInstanceOf(AccessControlException.class);
    check("/access", FsAction.ALL, bob);
    var carol = fs.user("carol");
    assertThatThrownBy(() -> check("/access", FsAction.READ_WRITE, carol)).isInstanceOf(AccessControlException.class);
    fs.read(new CheckAccessOp("/access", FsAction.READ), carol);
    assertThatThrownBy(() -> check("/nope", FsAction.NONE, root)).isExactlyInstanceOf(FileNotFoundException.class)
        .hasMessage("Path not found: /nope");
  }

  @Test
  void onlyFilesHaveABlockSize() throws IOException {
    mkdirs("/sizes");
    file("/sizes/f", 0);
    assertThat(fs.read(new GetPreferredBlockSizeOp("/sizes/f"), root)).isEqualTo(BLOCK_SIZE);
    assertThatThrownBy(() -> fs.read(new GetPreferredBlockSizeOp("/sizes"), root))
        .isExactlyInstanceOf(FileNotFoundException.class).hasMessage("Path is not a file: /sizes");
    assertThatThrownBy(() -> fs.read(new GetPreferredBlockSizeOp("/sizes/g"), root))
        .isExactlyInstanceOf(FileNotFoundException.class).hasMessage("File does not exist: /sizes/g");
  }

  private void check(String path, FsAction action, Caller caller) throws IOException {
    fs.read(new CheckAccessOp(path, action), caller);
  }
}
