package io.hopsfs.namenode.ops;

import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.namespace.PathUse;
import io.hopsfs.namenode.namespace.Resolver;
import io.hopsfs.namenode.tx.Tx;
import java.io.IOException;
import org.apache.hadoop.fs.InvalidPathException;
import org.apache.hadoop.security.AccessControlException;

/**
 * Gives a path to another user or group. Only superusers give away ownership; owners choose among their own groups.
 *
 * @param username null to leave it
 * @param group    null to leave it
 */
public record SetOwnerOp(String src, String username, String group) implements WriteOp<Void> {

  @Override
  public Void run(Tx tx, Caller caller, Namesystem ns) throws IOException {
    ns.safeMode().check("Cannot set owner for " + src);
    if (src.equals(Resolver.RESERVED)) {
      throw new InvalidPathException(src);
    }
    var rows = ns.resolver().lockLast(tx, caller, src, PathUse.WRITE);
    ns.permissions().checkOwner(caller, rows);
    if (!caller.superuser()) {
      checkMay(caller);
    }
    var before = rows.last();
    int owner = username == null ? before.owner() : ns.principals().userId(username);
    int ownerGroup = group == null ? before.group() : ns.principals().groupId(group);
    if (owner != before.owner() || ownerGroup != before.group()) {
      tx.put(before.change().owner(owner).group(ownerGroup).build());
    }
    return null;
  }

  @Override
  public boolean isShort(Caller caller, Namesystem ns) {
    return true;
  }

  private void checkMay(Caller caller) throws AccessControlException {
    if (username != null && !username.equals(caller.user())) {
      throw new AccessControlException(
          "User " + caller.user() + " is not a super user (non-super user cannot change owner).");
    }
    if (group != null && !caller.groups().contains(group)) {
      throw new AccessControlException("User " + caller.user() + " does not belong to " + group);
    }
  }
}
