package io.hopsfs.dal.tables;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.RowCodec;
import io.hopsfs.dal.RowReader;
import io.hopsfs.dal.RowWriter;
import java.nio.charset.StandardCharsets;

/**
 * A file or directory: a row under its parent's id and its own name. Fields of the other kind are 0 or null.
 *
 * @param parentId      inode id of the directory that holds it; {@link Inodes#NO_PARENT} for the root
 * @param name          UTF-8, 1 to 255 bytes; empty for the root
 * @param id            never used twice
 * @param permission    POSIX mode bits with the sticky bit, as in FsPermission.toShort
 * @param owner         id in users
 * @param group         id in groups
 * @param mtime         milliseconds since the epoch
 * @param atime         milliseconds since the epoch
 * @param flags         bits of {@link InodeFlags}: which rows of other tables belong to it
 * @param storagePolicy block storage policy id, 0 for inherited
 * @param children      directory: entries in it, exact
 * @param replication   file: wished replicas of each block
 * @param blockSize     file: preferred block size in bytes
 * @param length        file: bytes in all its blocks that are COMPLETE or COMMITTED
 * @param blockCount    file: blocks, the last of which may be under construction
 * @param clientName    file under construction: holder of its lease, else null
 * @param clientMachine file under construction: host of that client, else null
 */
public record InodeRow(
    long parentId, byte[] name, long id, InodeKind kind, short permission, int owner, int group,
    long mtime, long atime, int flags, byte storagePolicy, int children, short replication,
    long blockSize, long length, int blockCount, String clientName, String clientMachine) implements Row {

  static final RowCodec<InodeRow> CODEC = new RowCodec<>() {
    @Override
    public void write(InodeRow row, RowWriter out) {
      out.putNumber(0, row.parentId);
      out.putBytes(1, row.name);
      out.putNumber(2, row.id);
      out.putNumber(3, row.kind.ordinal());
      out.putNumber(4, row.permission);
      out.putNumber(5, row.owner);
      out.putNumber(6, row.group);
      out.putNumber(7, row.mtime);
      out.putNumber(8, row.atime);
      out.putNumber(9, row.flags);
      out.putNumber(10, row.storagePolicy);
      out.putNumber(11, row.children);
      out.putNumber(12, row.replication);
      out.putNumber(13, row.blockSize);
      out.putNumber(14, row.length);
      out.putNumber(15, row.blockCount);
      out.putString(16, row.clientName);
      out.putString(17, row.clientMachine);
    }

    @Override
    public InodeRow read(RowReader in) {
      return new InodeRow(
          in.getNumber(0),
          in.getBytes(1),
          in.getNumber(2),
          InodeKind.of((int) in.getNumber(3)),
          (short) in.getNumber(4),
          (int) in.getNumber(5),
          (int) in.getNumber(6),
          in.getNumber(7),
          in.getNumber(8),
          (int) in.getNumber(9),
          (byte) in.getNumber(10),
          (int) in.getNumber(11),
          (short) in.getNumber(12),
          in.getNumber(13),
          in.getNumber(14),
          (int) in.getNumber(15),
          in.getString(16),
          in.getString(17));
    }
  };

  @Override
  public Key<InodeRow> key() {
    return Tables.INODES.key(parentId, name);
  }

  public boolean isDirectory() {
    return kind == InodeKind.DIRECTORY;
  }

  public boolean isFile() {
    return kind == InodeKind.FILE;
  }

  /** Whether a client holds the lease of this file. */
  public boolean underConstruction() {
    return has(InodeFlags.UNDER_CONSTRUCTION);
  }

  /** @param flag one of {@link InodeFlags} */
  public boolean has(int flag) {
    return (flags & flag) != 0;
  }

  /** A copy to change. */
  public Change change() {
    return new Change(this);
  }

  @Override
  public String toString() {
    return kind + " " + id + " '" + new String(name, StandardCharsets.UTF_8) + "' in " + parentId;
  }

  /** A row in the making: starts as a copy of another row. Not thread-safe. */
  public static final class Change {
    private long parentId;
    private byte[] name;
    private long id;
    private InodeKind kind;
    private short permission;
    private int owner;
    private int group;
    private long mtime;
    private long atime;
    private int flags;
    private byte storagePolicy;
    private int children;
    private short replication;
    private long blockSize;
    private long length;
    private int blockCount;
    private String clientName;
    private String clientMachine;

    private Change(InodeRow row) {
      parentId = row.parentId;
      name = row.name;
      id = row.id;
      kind = row.kind;
      permission = row.permission;
      owner = row.owner;
      group = row.group;
      mtime = row.mtime;
      atime = row.atime;
      flags = row.flags;
      storagePolicy = row.storagePolicy;
      children = row.children;
      replication = row.replication;
      blockSize = row.blockSize;
      length = row.length;
      blockCount = row.blockCount;
      clientName = row.clientName;
      clientMachine = row.clientMachine;
    }

    public Change parentId(long value) {
      parentId = value;
      return this;
    }

    public Change name(byte[] value) {
      name = value;
      return this;
    }

    public Change id(long value) {
      id = value;
      return this;
    }

    public Change kind(InodeKind value) {
      kind = value;
      return this;
    }

    public Change permission(short value) {
      permission = value;
      return this;
    }

    public Change owner(int value) {
      owner = value;
      return this;
    }

    public Change group(int value) {
      group = value;
      return this;
    }

    public Change mtime(long value) {
      mtime = value;
      return this;
    }

    public Change atime(long value) {
      atime = value;
      return this;
    }

    public Change flags(int value) {
      flags = value;
      return this;
    }

    public Change storagePolicy(byte value) {
      storagePolicy = value;
      return this;
    }

    public Change children(int value) {
      children = value;
      return this;
    }

    public Change replication(short value) {
      replication = value;
      return this;
    }

    public Change blockSize(long value) {
      blockSize = value;
      return this;
    }

    public Change length(long value) {
      length = value;
      return this;
    }

    public Change blockCount(int value) {
      blockCount = value;
      return this;
    }

    public Change clientName(String value) {
      clientName = value;
      return this;
    }

    public Change clientMachine(String value) {
      clientMachine = value;
      return this;
    }

    /** @param flag one of {@link InodeFlags} */
    public Change set(int flag, boolean on) {
      flags = on ? flags | flag : flags & ~flag;
      return this;
    }

    public InodeRow build() {
      return new InodeRow(parentId, name, id, kind, permission, owner, group, mtime, atime, flags, storagePolicy, children,
          replication, blockSize, length, blockCount, clientName, clientMachine);
    }
  }
}
